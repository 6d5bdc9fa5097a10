"""What can go wrong in lake/; each class names one fact."""


class LakeError(Exception):
    """Something in lake/ could not be done; its text says what and what to do."""
