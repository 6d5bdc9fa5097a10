"""Prices and numbers as people of one language write them.

Babel's own formatting costs ten microseconds a price, and a list has fifty. So each
currency's signs are taken from its patterns once, and a price is then one f-string;
a test compares the two.
"""

from babel import Locale
from babel.numbers import get_currency_symbol

from storefront.money import digits


class Amounts:
    """Prices, numbers and percentages in one language."""

    def __init__(self, language: str) -> None:
        self._locale = Locale.parse(language)
        symbols = self._locale.number_symbols["latn"]
        self._point = symbols["decimal"]
        self._group = symbols["group"]
        self._percent_end = self._locale.percent_formats[None].suffix[0]
        self._signs: dict[str, tuple[str, str, int]] = {}

    def price(self, minor: int, currency: str) -> str:
        """Return a price: `€1,234.50`, `1.234,50 €`."""
        signs = self._signs.get(currency)
        if signs is None:
            signs = self._signs[currency] = self._read(currency)
        before, after, shift = signs
        minus = "-" if minor < 0 else ""
        minor = abs(minor)
        if not shift:
            return f"{minus}{before}{self.number(minor)}{after}"
        whole, part = divmod(minor, 10**shift)
        number = self.number(whole) if whole > 999 else whole
        return f"{minus}{before}{number}{self._point}{part:0{shift}}{after}"

    def number(self, number: int) -> str:
        """Return a whole number: `12,345`."""
        return f"{number:,}".replace(",", self._group)

    def decimal(self, number: float, places: int = 1) -> str:
        """Return `number` with so many places: `4.5`."""
        text = f"{number:,.{places}f}"
        if self._point == ".":
            return text
        whole, _, part = text.partition(".")
        return f"{whole.replace(',', self._group)}{self._point}{part}".rstrip(",")

    def percent(self, number: float, places: int = 0) -> str:
        """Return a percentage with so many places: `20%`, `6,5 %`."""
        return f"{self.decimal(number, places)}{self._percent_end}"

    def _read(self, currency: str) -> tuple[str, str, int]:
        pattern = self._locale.currency_formats["standard"]
        sign = get_currency_symbol(currency, self._locale)
        before, after = pattern.prefix[0], pattern.suffix[0]
        return before.replace("¤", sign), after.replace("¤", sign), digits(currency)
