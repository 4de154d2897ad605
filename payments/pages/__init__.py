"""Where a citizen will pay and a treasurer will read the books."""
