"""What can go wrong in jobs/; each class names one fact."""


class JobsError(Exception):
    """Something in jobs/ could not be done; its text says what and what to do."""
