"""How many digits of a currency are minor (ISO 4217)."""

# All others have two.
_DIGITS = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def digits(currency: str) -> int:
    """Return how many digits of `currency` are minor."""
    return _DIGITS.get(currency, 2)
