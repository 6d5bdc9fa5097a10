"""Shipping: the zones that are sent to, and the ways of sending there by weight."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response, post

from ledger.selling.zones import (
    Rate,
    Zone,
    add_rate,
    add_zone,
    end_rate,
    end_zone,
    resume_rate,
    zones,
)
from storefront.console.amounts import minor_of, pieces_of, words_of
from storefront.console.desk import Asking, Board, Did, Doing, act
from storefront.console.door import STAFF
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_HERE = "/console/shipping"
_LONGEST = 400


def _facts(asking: Asking) -> dict[str, object]:
    return {
        "zones": zones(asking.connection),
        "currency": asking.parts.settings.currency,
    }


BOARD = Board("shipping", "Shipping", _facts)


@post("/shipping/zone", opt=STAFF)
async def zone(request: Asked) -> Response[Any]:
    """Make a zone."""
    return await act(request, _zone, _HERE)


@post("/shipping/zone/end", opt=STAFF)
async def zone_end(request: Asked) -> Response[Any]:
    """End a zone with its ways of sending."""
    return await act(request, _zone_end, _HERE)


@post("/shipping/zone/undo", opt=STAFF)
async def zone_undo(request: Asked) -> Response[Any]:
    """Make the zone anew that was ended last."""
    return await act(request, _zone_undo, _HERE)


@post("/shipping/rate", opt=STAFF)
async def rate(request: Asked) -> Response[Any]:
    """Make a way of sending."""
    return await act(request, _rate, _HERE)


@post("/shipping/rate/end", opt=STAFF)
async def rate_end(request: Asked) -> Response[Any]:
    """End a way of sending."""
    return await act(request, _rate_end, _HERE)


@post("/shipping/rate/resume", opt=STAFF)
async def rate_resume(request: Asked) -> Response[Any]:
    """Take back that a way of sending was ended."""
    return await act(request, _rate_resume, _HERE)


def _zone(doing: Doing) -> Did:
    name = words_of(doing.form.get("name", ""), "the name", _LONGEST)
    said = words_of(doing.form.get("places", ""), "the places", _LONGEST)
    places = said.replace(",", " ").replace(";", " ").split()
    # Each of these notes itself in the audit.
    made = add_zone(doing.connection, name, places, doing.user.name, doing.now)
    undo = {"action": f"{_HERE}/zone/end", "fields": {"zone": made.zone_id}}
    return Did(f"The zone {name} is there; now say what sending costs.", undo=undo)


def _zone_end(doing: Doing) -> Did:
    one = _known(doing)
    end_zone(doing.connection, one.zone_id, doing.user.name, doing.now)
    undo = {"action": f"{_HERE}/zone/undo", "zone": msgspec.to_builtins(one)}
    said = f"The zone {one.name} has ended; orders that were placed stay as they are."
    return Did(said, undo=undo)


def _zone_undo(doing: Doing) -> Did:
    kept = (doing.login.did.get("undo") or {}).get("zone")
    if kept is None:
        raise DeedRefused("there is nothing to take back any more.")
    was, who = msgspec.convert(kept, Zone), doing.user.name
    made = add_zone(doing.connection, was.name, was.places, who, doing.now)
    for one in was.rates:
        again = msgspec.structs.replace(one, zone_id=made.zone_id)
        add_rate(doing.connection, again, who, doing.now)
    return Did(f"The zone {was.name} is there again.")


def _rate(doing: Doing) -> Did:
    form, currency = doing.form, doing.parts.settings.currency
    one = _known(doing)
    free = form.get("free_from", "").strip()
    wanted = Rate(
        zone_id=one.zone_id,
        name=words_of(form.get("name", ""), "the name", _LONGEST),
        amount_minor=minor_of(form.get("amount", ""), currency, "what it costs"),
        currency=currency,
        from_g=_number(form, "from_g") or 0,
        to_g=_number(form, "to_g"),
        free_from_minor=minor_of(free, currency, "free from") if free else None,
        days_least=_number(form, "days_least"),
        days_most=_number(form, "days_most"),
    )
    made = add_rate(doing.connection, wanted, doing.user.name, doing.now)
    undo = {"action": f"{_HERE}/rate/end", "fields": {"rate": made.rate_id}}
    return Did(f"{made.name} is offered in {one.name}.", undo=undo)


def _rate_end(doing: Doing) -> Did:
    number = _named(doing, "rate")
    end_rate(doing.connection, number, doing.user.name, doing.now)
    undo = {"action": f"{_HERE}/rate/resume", "fields": {"rate": number}}
    return Did("That way of sending is offered no longer.", undo=undo)


def _rate_resume(doing: Doing) -> Did:
    number = _named(doing, "rate")
    resume_rate(doing.connection, number, doing.user.name, doing.now)
    undo = {"action": f"{_HERE}/rate/end", "fields": {"rate": number}}
    return Did("That way of sending is offered again.", undo=undo)


def _known(doing: Doing) -> Zone:
    number = _named(doing, "zone")
    for one in zones(doing.connection):
        if one.zone_id == number:
            return one
    raise DeedRefused("there is no such zone.")


def _named(doing: Doing, name: str) -> int:
    return pieces_of(doing.form.get(name, ""), name)


def _number(form: Mapping[str, str], name: str) -> int | None:
    said = form.get(name, "").strip()
    return pieces_of(said, name.replace("_", " ")) if said else None


HANDLERS = (zone, zone_end, zone_undo, rate, rate_end, rate_resume)
