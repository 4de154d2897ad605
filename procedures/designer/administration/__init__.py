"""The pages of /settings/: departments, staff, fees, code lists, messages. For administrators."""
