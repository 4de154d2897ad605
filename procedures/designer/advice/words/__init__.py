"""Lists of Japanese words and letters that the advice looks for. Data; what is said of them stands in messages.py."""
