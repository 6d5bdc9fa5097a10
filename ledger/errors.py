"""What can go wrong in ledger/; each class names one fact."""


class LedgerError(Exception):
    """Something in ledger/ could not be done; its text says what and what to do."""
