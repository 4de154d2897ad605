"""Blocks (部品): pages and items that many procedures have, copied into a design with their origin known."""
