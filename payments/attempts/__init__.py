"""Where single attempts to pay will be kept."""
