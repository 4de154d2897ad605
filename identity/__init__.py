"""People, staff, roles, access, who saw what."""
