"""Departments, procedures, published versions, life events, search."""
