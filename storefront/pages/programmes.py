"""The directory of partner programmes: what they pay, and where that was read."""

from collections.abc import Callable, Iterable

import msgspec
from litestar import Response, get
from litestar.exceptions import ValidationException
from litestar.params import FromQuery

from storefront.catalogue.item import Programme
from storefront.money import digits
from storefront.pages.paging import paged
from storefront.pages.visit import Asked, Visit
from storefront.pages.why import why_programme
from storefront.pages.words import Words, msg

_AT_ONCE = 50
_KINDS = {
    "percent": msg("Share of the sale"),
    "fixed": msg("Fixed amount"),
    "tiered": msg("In steps"),
    "recurring": msg("Again and again"),
    "hybrid": msg("Both"),
}
_SORTS = {
    "score": msg("Highest score"),
    "rate": msg("Highest commission"),
    "days": msg("Longest cookie"),
    "name": msg("Name, A to Z"),
}
# What is not known comes last, whatever the order.
_ORDERS: dict[str, Callable[[Programme], tuple[bool, float | str, str]]] = {
    "score": lambda one: (one.score is None, -(one.score or 0), one.programme_key),
    "rate": lambda one: (_rate(one) is None, -(_rate(one) or 0), one.programme_key),
    "days": lambda one: (
        *(one.cookie_days is None, -(one.cookie_days or 0)),
        one.programme_key,
    ),
    "name": lambda one: (False, one.merchant.casefold(), one.programme_key),
}
_LONGEST = 100


class Choice(msgspec.Struct, frozen=True):
    """One value of a filter: what addresses and pages call it, and how many have it."""

    value: str
    name: str
    count: int


@get("/programmes", sync_to_thread=False)
def programmes(
    request: Asked,
    network: FromQuery[str] = "",
    commission: FromQuery[str] = "",
    sort: FromQuery[str] = "score",
    page: FromQuery[str] = "1",
) -> Response[str]:
    """List the programmes; filters and order are in the address."""
    if sort not in _ORDERS or max(len(network), len(commission)) > _LONGEST:
        raise ValidationException("the directory cannot be asked for this")
    visit = Visit.of(request)
    everything = visit.shelf.programmes()
    found = sorted(_chosen(everything, network, commission), key=_ORDERS[sort])
    state = {"network": network, "commission": commission, "sort": sort}
    state["sort"] = "" if sort == "score" else sort
    shown = paged(found, page, _AT_ONCE, "/programmes", state)
    return visit.page(
        "programmes.html",
        canonical=shown.address(shown.page, network="", commission="", sort=""),
        shown=shown,
        everything=len(everything),
        network=network,
        commission=commission,
        sort=sort,
        sorts=[(value, visit.words(name)) for value, name in _SORTS.items()],
        networks=_counted((one.network for one in everything), str),
        commissions=_counted(
            (one.commission_kind for one in everything),
            lambda kind: kind_name(kind, visit.words),
        ),
        paid=lambda one: paid(one, visit.words),
        why=lambda one: why_programme(one.why, visit.words),
    )


def paid(one: Programme, words: Words) -> str:
    """Return the commission of `one` in words; empty where it is not known."""
    low, high = one.commission_low, one.commission_high
    if low is not None and high is not None and low != high:
        return f"{_amount(one, low, words)} – {_amount(one, high, words)}"
    rate = _rate(one)
    return "" if rate is None else _amount(one, rate, words)


def kind_name(kind: str, words: Words) -> str:
    """Return what the shop calls a kind of commission."""
    name = _KINDS.get(kind)
    return words(name) if name else kind.replace("_", " ").capitalize()


def _amount(one: Programme, amount: float, words: Words) -> str:
    places = 0 if amount == int(amount) else 2
    if one.commission_kind != "fixed":
        return words.amounts.percent(amount, places)
    if one.currency is None:
        return words.amounts.decimal(amount, places)
    minor = round(amount * 10 ** digits(one.currency))
    return words.amounts.price(minor, one.currency)


def _rate(one: Programme) -> float | None:
    return (
        one.commission_rate if one.commission_rate is not None else one.commission_high
    )


def _chosen(
    everything: Iterable[Programme], network: str, commission: str
) -> Iterable[Programme]:
    return (
        one
        for one in everything
        if network in {"", one.network} and commission in {"", one.commission_kind}
    )


def _counted(values: Iterable[str | None], name: Callable[[str], str]) -> list[Choice]:
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [Choice(value, name(value), count) for value, count in ordered]


HANDLERS = (programmes,)
