"""Single attempts to pay, the one function that applies what a gateway says, refunds, exceptions, invariants."""
