"""PostgreSQL and Valkey out of wheels, for the demo and the tests: real servers, no installation."""
