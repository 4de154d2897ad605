"""Translations of a design's texts, side by side with the Japanese."""
