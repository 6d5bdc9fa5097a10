"""What can go wrong in frontier/; each class names one fact."""


class FrontierError(Exception):
    """Something in frontier/ could not be done; its text says what and what to do."""


class BadUrl(FrontierError):
    """A text is no http or https URL; it names the text."""


class DiskFull(FrontierError):
    """There is no room to write; nothing that was accepted is lost."""


class Unwritable(FrontierError):
    """A file of the frontier cannot be opened or written."""
