"""Inbox messages and mail."""
