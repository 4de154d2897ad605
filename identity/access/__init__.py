"""Who may do what: every permission question ends here."""
