"""Coupons and gift codes: which hold, how far they are used, new ones, and their end."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, get_args

from litestar import Response, post

from ledger.selling.coupons import Coupon, Kind, add, end, listed, look, resume
from storefront.console.amounts import minor_of, pieces_of, words_of
from storefront.console.desk import Asking, Board, Did, Doing, act
from storefront.console.door import STAFF
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_SHOWN = 50
_HERE = "/console/coupons"
_KINDS: tuple[Kind, ...] = get_args(Kind)
# No letters that are taken for others; 60 bits, for a gift is money.
_LETTERS, _LENGTH = "ABCDEFGHJKMNPQRSTUVWXYZ23456789", 13
_SAID: Mapping[Kind, str] = {
    "percent": "a share of the goods",
    "amount": "an amount",
    "shipping": "free shipping",
    "gift": "a gift, until it is used up",
}


def _facts(asking: Asking) -> dict[str, object]:
    page = min(asking.number("page") or 0, 10_000)
    found = listed(asking.connection, _SHOWN + 1, page * _SHOWN)
    return {
        "found": found[:_SHOWN],
        "page": page,
        "more": len(found) > _SHOWN,
        "kinds": _SAID,
        "is_over": lambda one: _over(one, asking.now),
        "currency": asking.parts.settings.currency,
    }


BOARD = Board("coupons", "Coupons", _facts)


def _over(one: Coupon, now: datetime) -> str:
    """Return why a code does not hold now; empty where it does."""
    if one.ended_at is not None:
        return "ended"
    if one.valid_until is not None and one.valid_until <= now:
        return "over"
    if one.valid_from > now:
        return "not yet"
    is_spent = one.kind == "gift" and one.left_minor <= 0
    is_used = one.most_uses is not None and one.uses >= one.most_uses
    return "used up" if is_spent or is_used else ""


@post("/coupons/add", opt=STAFF)
async def add_(request: Asked) -> Response[Any]:
    """Make a code."""
    return await act(request, _add, _HERE)


@post("/coupons/end", opt=STAFF)
async def end_(request: Asked) -> Response[Any]:
    """End a code."""
    return await act(request, _end, _HERE)


@post("/coupons/resume", opt=STAFF)
async def resume_(request: Asked) -> Response[Any]:
    """Take back that a code was ended."""
    return await act(request, _resume, _HERE)


def _add(doing: Doing) -> Did:
    # It notes itself in the audit.
    made = add(doing.connection, _coupon(doing), doing.user.name, doing.now)
    undo = {"action": f"{_HERE}/end", "fields": {"code": made.code}}
    return Did(f"The code {made.code} holds.", undo=undo)


def _end(doing: Doing) -> Did:
    code = _code(doing)
    if not end(doing.connection, code, doing.user.name, doing.now):
        raise DeedRefused(f"{code} has ended already.")
    undo = {"action": f"{_HERE}/resume", "fields": {"code": code}}
    return Did(
        f"{code} holds no longer; orders that used it stay as they are.", undo=undo
    )


def _resume(doing: Doing) -> Did:
    code = _code(doing)
    if not resume(doing.connection, code, doing.user.name, doing.now):
        raise DeedRefused(f"{code} has not ended.")
    undo = {"action": f"{_HERE}/end", "fields": {"code": code}}
    return Did(f"{code} holds again.", undo=undo)


def _code(doing: Doing) -> str:
    found = look(doing.connection, doing.form.get("code", ""))
    if found is None:
        raise DeedRefused("there is no such code.")
    return found.code


def _coupon(doing: Doing) -> Coupon:
    form, currency = doing.form, doing.parts.settings.currency
    kind = next((one for one in _KINDS if one == form.get("kind")), None)
    if kind is None:
        raise DeedRefused(f"a code is one of {', '.join(_KINDS)}.")
    money = kind in {"amount", "gift"}
    least = _optional(form, "least", currency) or 0
    worth = form.get("worth", "")
    return Coupon(
        code=form.get("code", "").strip() or _new_code(),
        kind=kind,
        # Hundredths of a percent, as there are cents in a euro.
        percent_bp=minor_of(worth, "EUR", "percent") if kind == "percent" else None,
        amount_minor=minor_of(worth, currency, "the amount") if money else None,
        currency=currency if money or least else None,
        least_minor=least,
        most_uses=_limit(form, "most_uses"),
        most_per_buyer=_limit(form, "most_per_buyer"),
        valid_from=_day(form, "valid_from") or doing.now,
        valid_until=_day_after(form, "valid_until"),
        note=words_of(form.get("note", ""), "the note", 200),
    )


def _new_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def _optional(form: Mapping[str, str], name: str, currency: str) -> int | None:
    said = form.get(name, "").strip()
    return minor_of(said, currency, name) if said else None


def _limit(form: Mapping[str, str], name: str) -> int | None:
    said = form.get(name, "").strip()
    return pieces_of(said, name.replace("_", " ")) if said else None


def _day(form: Mapping[str, str], name: str) -> datetime | None:
    said = form.get(name, "").strip()
    if not said:
        return None
    try:
        day = datetime.strptime(said, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has none
        return datetime.combine(day, time(), UTC)
    except ValueError:
        raise DeedRefused(f"{said[:40]!r} is no day; write 2026-12-31.") from None


def _day_after(form: Mapping[str, str], name: str) -> datetime | None:
    """Return the end of the last day on which a code holds."""
    day = _day(form, name)
    try:
        return day + timedelta(days=1) if day else None
    except OverflowError:
        raise DeedRefused("that day is too far away.") from None


HANDLERS = (add_, end_, resume_)
