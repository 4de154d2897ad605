"""Where settlements will be compared with the ledger."""
