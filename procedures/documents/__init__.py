"""PDF documents that come out of an application."""
