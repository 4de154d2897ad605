"""Where each sign-in method will be a folder."""
