"""Every received and returned yen as an entry that nobody can change; receipts; who changed what."""
