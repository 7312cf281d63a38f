"""What the pages of messages share."""
