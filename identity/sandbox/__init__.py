"""Where the embedded identity provider of demo and tests will stand."""
