"""What can go wrong in extract/; each class names one fact."""


class ExtractError(Exception):
    """Something in extract/ could not be done; its text says what and what to do."""
