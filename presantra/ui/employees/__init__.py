"""What the screens about salariés share: form, live follow-up, duplicates, the way to one record."""
