"""Settings: `base` gathers the parts by concern; demo, test and production add what differs."""
