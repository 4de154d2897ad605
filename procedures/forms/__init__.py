"""From a definition and answers to pages and back: journey, field types, binding."""
