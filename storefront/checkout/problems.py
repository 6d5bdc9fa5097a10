"""What stands against an order, said at the field that mends it."""

from ledger.selling.quoted import Problem, Quote
from storefront.pages.words import Words, msg

_SAID = {
    "currency_unknown": ("currency", msg("We cannot take this currency.")),
    "country_unknown": ("country", msg("Choose one of the list.")),
    "region_unknown": ("region", msg("Choose one: taxes depend on it.")),
    "country_not_served": ("country", msg("We cannot send these things there.")),
    "shipping_unknown": ("shipping", msg("Choose how it is to be sent.")),
    "vat_number_wrong": ("vat", msg("This is no VAT number of that country.")),
    "coupon_refused": ("coupon", msg("This code cannot be used.")),
}
_CODES = {
    "unknown": msg("We do not know this code."),
    "ended": msg("This code has ended."),
    "not_yet": msg("This code does not hold yet."),
    "over": msg("This code has ended."),
    "used_up": msg("This code has been used up."),
    "used_by_buyer": msg("You have used this code before."),
    "below_least": msg("The order is too small for this code."),
    "other_currency": msg("This code is for another currency."),
}


def said_of(quote: Quote, words: Words) -> dict[str, str]:
    """Return what stands against an order, by the field where it is said."""
    told = (_one(one) for one in quote.problems)
    return {field: words(text) for field, text in told}


def _one(problem: Problem) -> tuple[str, str]:
    field, text = _SAID.get(problem.kind, ("total", msg("This cannot be ordered.")))
    return field, code_said(problem.facts.get("why")) if field == "coupon" else text


def code_said(why: object) -> str:
    """Return why a code does not hold, as a text to translate."""
    return _CODES.get(str(why), _SAID["coupon_refused"][1])
