"""OpenID Connect as this portal speaks it: what the methods that use it share."""
