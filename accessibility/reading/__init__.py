"""Will hold reading aids: furigana as real <ruby>, and the plain-language editions of texts."""
