"""Why a network's word was not taken; each class names one fact."""

from ledger.errors import LedgerError


class AffiliateError(LedgerError):
    """Something a network says cannot be taken."""


class FactsRefused(AffiliateError):
    """What a network says of a conversion cannot be true."""


class CurrencyChanged(AffiliateError):
    """A conversion came again in another currency."""


class ConversionUnknown(AffiliateError):
    """There is no conversion of that name."""
