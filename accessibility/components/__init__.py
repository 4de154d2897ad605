"""Template tags from which all HTML pages are built, each with a declared interface and a preview.

docs/components.md lists them.
"""
