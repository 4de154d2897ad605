"""Where every received and returned yen will be an entry."""
