"""Field types: one module each, found through the registry."""
