"""GビズID: corporations and sole proprietors, by an OpenID Provider of the Digital Agency."""
