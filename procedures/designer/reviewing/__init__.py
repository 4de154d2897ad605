"""From a finished design to a published version: comparison, review by a second person, comments, publication."""
