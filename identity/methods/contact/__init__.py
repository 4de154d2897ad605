"""Level 1: a mail address is confirmed by a one-time code."""
