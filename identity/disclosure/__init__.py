"""Who saw which citizen's data, when and for what."""
