"""A certificate authority for demo and tests, made at run time in the profile of the real one. Never in production."""
