"""Figures as programmes write them: rates, sums, durations, each with where it stands."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.money.pricetext import read
from extract.programmes import programmewords as w

_PERCENT = r"(?:%|percent\b|per cent\b|prozent\b|pour ?cent\b|por ciento\b|procent\b)"
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_TO = r"\s?(?:-|–|—|to|bis|à|a|and|und|et|y|e|tot|en)\s?"
_RATE = re.compile(
    rf"(?<![\d.,])({_NUMBER})\s?{_PERCENT}?(?:{_TO}({_NUMBER}))?\s?{_PERCENT}",
    re.IGNORECASE,
)
_SIGN = r"(?:US\$|CA?\$|AU?\$|NZ\$|[$€£¥₹]|CHF|USD|EUR|GBP|CAD|AUD|SEK|NOK|DKK|PLN|INR|Rs\.?)"
_AMOUNT = r"\d{1,3}(?:[.,' ]\d{3})*(?:[.,]\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?"
_AFTER = r"(?:€|£|\$|euros?\b|EUR\b|USD\b|GBP\b|CHF\b|dollars?\b|pounds?\b|kr\b|zł|SEK\b|NOK\b)"
_MONEY = re.compile(
    rf"{_SIGN}\s?({_AMOUNT})(?:{_TO}{_SIGN}?\s?({_AMOUNT}))?"
    rf"|(?<![\d.,])({_AMOUNT})(?:{_TO}({_AMOUNT}))?(?:,-)?\s?{_AFTER}",
    re.IGNORECASE,
)
# What stands before or after a figure that is not what a partner gets.
_NOT_BEFORE = re.compile(
    r"(save|spare[nt]?|conversion( rate)?( of| is)?|discount of|\bfees?( of)?|charges?|code for|order value( of| is)?"
    r"|aov|epc|threshold( of| is)?|minimum( payout| balance| order| withdrawal)?( of| is)?"
    r"|mindest\w*|seuil de|mínim\w+( de)?|minim\w+( di)?|reach(es)?|exceeds?|least|over|worth"
    r"|plans? (from|at)|uptime( of)?|ordine medio( di)?|warenkorb( von)?|panier moyen( de)?"
    r"|gutschein über|cart of)\W{0,3}$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"\W{0,2}(off\b|discounts?\b|conver|of (our |all |your )?(customers|visitors|users|affiliates|"
    r"partners|people|traffic)|uptime|satisf|growth|vat\b|mwst|ust\b|increase|more\b|cash ?back|interest\b|apy\b|apr\b|zinsen|intér[êe]t|interés"
    r"|rabatt|nachlass|de r(é|e)duction|de remise|de descuento|di sconto|korting|payout threshold"
    r"|minimum|average order|aov|plan\b|voucher|coupon|gutschein|organic|recycled|money[- ]back"
    r"|a month\b|/ ?mo\b|per month plan|in sales|in revenue|of sales\b(?=.{0,20}(month|year)))",
    re.IGNORECASE,
)
_UNITS = {
    1 / 24: "hours? hrs? stunden? heures? horas? or[ae] uur uren h",
    1: "days? tage?n? jours? d[ií]as? giorn[oi] dag dagen",
    7: "weeks? wochen? semaines? semanas? settiman[ae] week weken",
    30: "months? monate?n? mois mes mes(?:es)? mes[ei] maand(?:en)?",
    365: "years? jahre?n? ans? années? años? ann[oi] jaar jaren",
}
_WORDS = {
    "one": 1, "seven": 7, "ten": 10, "fourteen": 14, "fifteen": 15, "thirty": 30,
    "forty-five": 45, "sixty": 60, "ninety": 90, "dreißig": 30, "sechzig": 60,
    "neunzig": 90, "trente": 30, "treinta": 30, "trenta": 30, "dertig": 30,
}  # fmt: skip
_DURATION = re.compile(
    rf"\b(\d{{1,4}}|{'|'.join(_WORDS)})(?:\s?\(\d{{1,4}}\))?[\s‑-]{{0,2}}(?:(?:calendar|full|consecutive) )?"
    rf"({'|'.join('|'.join(names.split()) for names in _UNITS.values())})\b",
    re.IGNORECASE,
)  # fmt: skip
_UNIT = [
    (days, re.compile("|".join(names.split()), re.IGNORECASE))
    for days, names in _UNITS.items()
]


class Figure(NamedTuple):
    """A figure or a range of them; `code` is the currency of money, None of a share."""

    low: float | None
    high: float | None
    is_money: bool
    code: str | None
    at: int
    end: int

    @property
    def rate(self) -> float:
        """The rate that a new partner may count on."""
        return self.low if self.low is not None else self.high or 0.0


def figures(text: str, *, of_margin: bool = False) -> Iterator[Figure]:
    """Yield the shares and sums in `text` that a partner may get, in their order.

    For who resells, what is taken off a price is what he gets.
    """
    found = [*_shares(text), *_sums(text)]
    for one in sorted(found, key=lambda figure: figure.at):
        before = text[max(0, one.at - 32) : one.at]
        other = _NOT_BEFORE.search(before) or _NOT_AFTER.match(text, one.end)
        if (of_margin and not one.is_money) or (not other and not of_margin):
            yield _bounded(one, before, text[one.end : one.end + 1])


def _shares(text: str) -> Iterator[Figure]:
    if "%" not in text and "cent" not in text and "zent" not in text:
        return
    for found in _RATE.finditer(text):
        low, high = (_number(group) for group in found.groups())
        if low is not None and 0 < low <= 100 and (high or 0) <= 100:
            yield Figure(low, high or low, False, None, *found.span())


def _sums(text: str) -> Iterator[Figure]:
    for found in _MONEY.finditer(text):
        price = read(found[0])
        if price.amount is not None and 0 < price.amount < 1_000_000:
            low = float(price.amount)
            last = read(found[2] or found[4] or "", "").amount
            high = float(last) if last is not None and last >= price.amount else low
            yield Figure(low, high, True, price.code, *found.span())


def _bounded(one: Figure, before: str, after: str) -> Figure:
    if one.low == one.high:
        if w.UP_TO.search(before):
            return one._replace(low=None)
        if w.FROM.search(before) or after == "+":
            return one._replace(high=None)
    return one


def _number(text: str | None) -> float | None:
    return float(text.replace(",", ".")) if text else None


def amount(text: str) -> float | None:
    """Return the first number in `text`, of money or alone."""
    price = read(text)
    return float(price.amount) if price.amount is not None else None


class Duration(NamedTuple):
    """How long, in days; what is shorter than a day counts as one."""

    days: int
    at: int
    end: int


def durations(text: str) -> Iterator[Duration]:
    """Yield the durations in `text`."""
    for found in _DURATION.finditer(text):
        number = _WORDS.get(found[1].lower()) or int(
            found[1] if found[1][0].isdigit() else 0
        )
        length = next(days for days, unit in _UNIT if unit.fullmatch(found[2]))
        days = max(1, round(number * length)) if number else 0
        if 0 < days <= 36_500:
            yield Duration(days, *found.span())
