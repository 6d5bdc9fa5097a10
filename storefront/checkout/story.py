"""What befell an order, in the buyer's words: where it stands, and its story."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from babel import Locale

from ledger.orders.show import Whole
from storefront.pages.words import Words, msg

_HEADS = {
    "pending": msg("Not paid yet"),
    "paid": msg("Thank you: it is paid"),
    "placed": msg("It is being packed"),
    "shipped": msg("It is on its way"),
    "delivered": msg("It has arrived"),
    "cancelled": msg("Cancelled"),
    "returned": msg("It came back to us"),
    "refunded": msg("Your money went back"),
}
_READY = msg("Thank you: your downloads are yours")
_STEPS = (
    ("pending", msg("Ordered")),
    ("paid", msg("Paid")),
    ("shipped", msg("Sent")),
    ("delivered", msg("Arrived")),
)
_AT = {"pending": 0, "paid": 1, "placed": 1, "shipped": 2, "delivered": 3}
# What else befell it stays between the shop and its gateway.
_TOLD = {
    "begun": msg("Ordered"),
    "paid": msg("Paid"),
    "payment_failed": msg("A payment did not go through"),
    "placed": msg("Being packed"),
    "shipped": msg("Handed over to be brought to you"),
    "delivered": msg("Arrived"),
    "cancelled": msg("Cancelled"),
    "expired": msg("Not paid in time: cancelled"),
    "withdrawn": msg("You withdrew"),
    "came_back": msg("Things came back to us"),
    "refund_asked": msg("Money sent back: {amount}"),
    "refund_done": msg("The money went back: {amount}"),
    "refunded": msg("All of the money went back"),
}


class Told(msgspec.Struct, frozen=True):
    """One thing that befell an order."""

    at: datetime
    text: str
    more: str = ""


def head_of(found: Whole, words: Words) -> str:
    """Return where an order stands, in a few words."""
    state = found.order["state"]
    is_digital = all(line["kind"] == "digital" for line in found.lines)
    return words(_READY if state == "paid" and is_digital else _HEADS[state])


def steps_of(found: Whole, words: Words) -> list[tuple[str, str]]:
    """Return the steps of an order on its way: done, now or to come."""
    reached = _AT.get(found.order["state"])
    if reached is None or all(line["kind"] == "digital" for line in found.lines):
        return []
    marks = ["done" if at <= reached else "to-come" for at in range(len(_STEPS))]
    marks[reached] = "now"
    return [(words(text), mark) for (_, text), mark in zip(_STEPS, marks, strict=True)]


def story_of(found: Whole, words: Words) -> list[Told]:
    """Return what befell an order, the latest first."""
    currency = found.order["currency"]
    told = [
        Told(
            event["happened_at"],
            _said(event, currency, words),
            _tracking(event["facts"]),
        )
        for event in found.events
        if event["kind"] in _TOLD
    ]
    return told[::-1]


def address_of(found: Whole, language: str) -> list[str]:
    """Return where it goes, line by line."""
    kept: Mapping[str, Any] = found.order["ship_to"]
    town = " ".join(str(kept[one]) for one in ("postcode", "city") if kept.get(one))
    lines = [kept.get(one) for one in ("name", "company", "street", "area")]
    code = str(kept.get("country", ""))
    country = Locale.parse(language).territories.get(code, code)
    lines += [town, kept.get("region"), str(country)]
    return [str(line) for line in lines if line]


def _said(event: Mapping[str, Any], currency: str, words: Words) -> str:
    minor = event["facts"].get("amount_minor")
    amount = "" if minor is None else words.amounts.price(minor, currency)
    return words(_TOLD[event["kind"]], amount=amount)


def _tracking(facts: Mapping[str, Any]) -> str:
    named = (facts.get(name) for name in ("carrier", "tracking"))
    return " ".join(str(one) for one in named if one)
