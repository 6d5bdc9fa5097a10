"""Why a cart was not changed."""

from ledger.errors import LedgerError


class CartFull(LedgerError):
    """A cart holds as many different things as it may."""
