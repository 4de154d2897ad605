"""Where signatures with the card will be verified and kept."""
