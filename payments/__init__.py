"""What is owed and what was received, in integer yen."""
