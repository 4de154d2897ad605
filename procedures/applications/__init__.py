"""Drafts, applications, sealed answers, events, effects, receipt numbers."""
