"""Will hold what a visitor chooses for reading: colours, furigana, やさしい日本語, language."""
