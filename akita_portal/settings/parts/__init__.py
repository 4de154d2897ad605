"""Settings by concern, each part a screen long."""
