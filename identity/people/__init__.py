"""Accounts of citizens and staff, and staff roles."""
