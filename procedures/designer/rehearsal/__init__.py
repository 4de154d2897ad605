"""Trying a procedure that is being written, from the first page to the last letter, without a trace."""
