"""Tests; the tree mirrors the code. conftest.py says what every test can rely on."""
