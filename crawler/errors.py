"""What can go wrong in crawler/; each class names one fact."""


class CrawlError(Exception):
    """Something in crawler/ could not be done; its text says what and what to do."""
