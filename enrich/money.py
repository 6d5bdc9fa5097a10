"""Money as a person reads it: `1,234.50 EUR` from minor units and a currency."""

# Currencies (ISO 4217) whose smallest unit is not a hundredth.
_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}


def written(minor: int, currency: str) -> str:
    """Return `minor` units of `currency` with grouped thousands and its code."""
    decimals = decimals_of(currency)
    whole, rest = divmod(abs(minor), 10**decimals)
    cents = f".{rest:0{decimals}}" if decimals else ""
    return f"{'-' * (minor < 0)}{whole:,}{cents} {currency}"


def commission(kind: str, rate: float, currency: str | None) -> str:
    """Return what a programme pays for a sale: a share in percent, or a sum."""
    if kind == "percent":
        return f"{rate:,.4f}".rstrip("0").rstrip(".") + " %"
    money = currency or ""
    return written(round(rate * 10 ** decimals_of(money)), money).strip()


def decimals_of(currency: str) -> int:
    """Return how many decimals the smallest unit of `currency` is."""
    return next((n for n, codes in _DECIMALS.items() if currency in codes.split()), 2)


def uncommon() -> dict[str, int]:
    """Return the decimals of every currency that has not two."""
    return {code: n for n, codes in _DECIMALS.items() for code in codes.split()}
