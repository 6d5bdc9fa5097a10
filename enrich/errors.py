"""What can go wrong in enrich/; each class names one fact."""


class EnrichError(Exception):
    """Something in enrich/ could not be done; its text says what and what to do."""
