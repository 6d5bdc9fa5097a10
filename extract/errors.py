"""What can go wrong in extract/; each class names one fact."""


class ExtractError(Exception):
    """Something in extract/ could not be done; its text says what and what to do."""


class SiteBroken(ExtractError):
    """A page object that an owner wrote cannot be read, or says what cannot be."""
