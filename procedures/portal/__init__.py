"""What a citizen sees: catalogue, form pages, own applications."""
