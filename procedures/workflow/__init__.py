"""Verbs on applications: the table of transitions, one command per verb, deadlines."""
