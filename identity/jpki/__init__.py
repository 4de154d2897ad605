"""Where the certificate profile of the public key infrastructure will be read."""
