"""Lines of a page, and what they are: its main text, its language, its kind."""
