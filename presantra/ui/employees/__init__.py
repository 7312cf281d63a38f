"""What the screens about salariés share: the form, the live follow-up, the duplicates, the way to one record."""
