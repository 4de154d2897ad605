"""Fee items: code, amount in yen, legal basis, period of validity."""
