"""The published catalogue for other systems."""
