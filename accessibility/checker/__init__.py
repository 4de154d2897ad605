"""Checks of a page's HTML for faults that no rule engine reports; pure Python over text."""
