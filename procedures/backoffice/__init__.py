"""What a clerk sees: queues, cases, stuck work."""
