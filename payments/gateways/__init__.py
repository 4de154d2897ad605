"""Where each payment provider will be a folder."""
