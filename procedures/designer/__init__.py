"""Where an administrator will write procedures in the browser."""
