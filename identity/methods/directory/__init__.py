"""The city's own directory: staff sign in with the account of their workplace. Never offered to citizens."""
