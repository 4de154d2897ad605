"""Money that comes without a gateway: at the counter, to the bank account, by a slip of the accounting system."""
