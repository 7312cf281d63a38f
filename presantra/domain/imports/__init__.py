"""What files say of people: tables with any headings, DSN; and how they differ from what is known."""
