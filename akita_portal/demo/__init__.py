"""The sample city of `make demo`: people, mail to read, second factors. Not part of a production portal."""
