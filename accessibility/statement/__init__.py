"""Facts behind the public accessibility policy and test results: criteria and how each is checked."""
