"""The story of an order in words, and what is said of its states."""

from collections.abc import Callable, Mapping
from typing import Any

from storefront.money import price

Facts = Mapping[str, Any]

HELD: Mapping[str, str] = {
    "amount": "Another sum came in than was asked for.",
    "currency": "The money came in another currency than was asked for.",
    "refund_failed": "A refund failed: the money is still here.",
    "supplier": "Nobody is left who could send a part of it.",
    "by_hand": "Somebody keeps it back.",
    "fraud": "It looks like fraud.",
    "dispute": "The buyer disputes the payment at the bank.",
}
# Where the order stands, and what is to be done next.
NEXT: Mapping[str, str] = {
    "pending": "Not paid yet. Its pieces are put aside; it is cancelled by itself when"
    " it is not paid in time.",
    "paid": "Paid. Place it with its supplier, or pack it, and say so here.",
    "placed": "Placed. Say so here when it is on its way: the buyer gets a mail.",
    "shipped": "On its way to the buyer.",
    "delivered": "Delivered. Nothing is left to do.",
    "returned": "All of it came back. Give the money back.",
    "cancelled": "Cancelled. Nothing of it is sent.",
    "refunded": "All of its money went back. Nothing is left to do.",
}
DIGITAL = "Paid. Nothing has to be sent: its files can be downloaded."
# What a buyer's address is made of, in the order in which it is written.
_ADDRESS = ("name", "company", "street", "street2", "line1", "line2", "postcode")
_ADDRESS_END = ("city", "region", "country")


def told(kind: str, facts: Facts, currency: str) -> str:
    """Return what befell an order, in words."""
    say = _SAID.get(kind)
    if say is None:
        known = kind.replace("_", " ").capitalize()
        more = ", ".join(f"{name}: {value}" for name, value in facts.items())
        return f"{known} ({more})" if more else known
    return say(facts, currency)


def why_held(reason: str) -> str:
    """Return why an order is held, in words."""
    return HELD.get(reason) or reason.replace("_", " ").capitalize() + "."


def address_lines(address: Mapping[str, Any]) -> list[str]:
    """Return an address line by line, whatever it is made of."""
    known = (*_ADDRESS, *_ADDRESS_END)
    others = [name for name in address if name not in known]
    lines = [address.get(name) for name in (*_ADDRESS, *others, *_ADDRESS_END)]
    return [str(line) for line in lines if line and isinstance(line, str | int)]


def _sum(facts: Facts, currency: str, name: str = "amount_minor") -> str:
    minor = facts.get(name)
    if not isinstance(minor, int):
        return "money"
    return price(minor, facts.get("currency") or currency)


def _sent(facts: Facts, _currency: str) -> str:
    by = " ".join(
        str(facts[name]) for name in ("carrier", "tracking") if facts.get(name)
    )
    return f"Sent with {by}" if by else "Sent"


def _came_back(facts: Facts, _currency: str) -> str:
    pieces = facts.get("pieces") or {}
    said = ", ".join(f"{count} x {sku}" for sku, count in pieces.items())
    return f"Came back: {said}" if said else "Came back"


def _judged(facts: Facts, _currency: str) -> str:
    rules = facts.get("rules") or ()
    return (
        f"Signs of fraud, {facts.get('score', 0)} points: {', '.join(map(str, rules))}"
    )


def _held(facts: Facts, _currency: str) -> str:
    return f"Held. {why_held(str(facts.get('reason', '')))}"


_SAID: Mapping[str, Callable[[Facts, str], str]] = {
    "begun": lambda f, c: f"Ordered, {_sum(f, c, 'total_minor')} to be paid",
    "payment_failed": lambda f, _c: (
        f"A payment failed: {f.get('failure') or 'no reason'}"
    ),
    "payment_came": lambda f, c: f"{_sum(f, c)} came in by {f.get('provider', '?')}",
    "paid": lambda _f, _c: "Paid",
    "held": _held,
    "judged": _judged,
    "released": lambda _f, _c: "Released",
    "placed": lambda _f, _c: "Placed",
    "shipped": _sent,
    "delivered": lambda _f, _c: "Delivered",
    "came_back": _came_back,
    "cancelled": lambda _f, _c: "Cancelled",
    "expired": lambda _f, _c: "Cancelled: it was not paid in time",
    "refund_asked": lambda f, c: f"{_sum(f, c)} was asked back",
    "refund_done": lambda f, c: f"{_sum(f, c)} went back",
    "refund_failed": lambda f, c: f"A refund of {_sum(f, c)} failed",
    "supply_wanted": lambda f, _c: f"{f.get('sku')} is to be ordered at a supplier",
    "supply_ordered": lambda f, _c: f"{f.get('sku')} was ordered at its supplier",
    "supply_shipped": lambda f, _c: f"{f.get('sku')} was sent by its supplier",
    "supply_delivered": lambda f, _c: f"{f.get('sku')} was delivered by its supplier",
    "supply_failed": lambda f, _c: f"The supplier of {f.get('sku')} cannot send it",
    "supply_to_cancel": lambda f, _c: f"{f.get('sku')} is to be cancelled there",
    "supply_cancelled": lambda f, _c: f"{f.get('sku')} was cancelled there",
    "granted": lambda f, _c: f"Line {f.get('line')} can be downloaded",
    "new_edition": lambda f, _c: f"Line {f.get('line')} has a new edition",
    "grant_revoked": lambda f, _c: (
        f"The download of line {f.get('line')} was taken back"
    ),
    "grant_renewed": lambda f, _c: f"The download of line {f.get('line')} was renewed",
    "withdrawn": lambda _f, _c: "The buyer withdrew from it",
    "dispute_open": lambda f, c: f"The bank asks for {_sum(f, c)} back: {f.get('why')}",
    "dispute_won": lambda f, c: f"The dispute about {_sum(f, c)} was won",
    "dispute_lost": lambda f, c: f"The dispute about {_sum(f, c)} was lost",
    "refunded": lambda _f, _c: "All of its money went back",
}
