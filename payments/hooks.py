"""Callables that upper rooms register to hear of payments; called inside the transaction."""
