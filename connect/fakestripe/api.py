"""Stripe's API over a fake: one asking in, one answer out, without a socket.

An asking with an Idempotency-Key is answered once; again it gets the same answer, with
another content it is refused. Parameters that Stripe does not have are refused as well.
"""

import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

import msgspec

from connect.fakestripe import intents, refunds, sessions
from connect.fakestripe.core import FakeStripe, Replay
from connect.fakestripe.errors import Refusal, unknown
from connect.fakestripe.forms import parse, read
from connect.fakestripe.objects import (
    Dispute,
    Event,
    Intent,
    Refund,
    Session,
    Thing,
    shown,
)

_MOST_LISTED = 100
_KEYS_HOLD_S = 86_400
_json = msgspec.json.Encoder()


class Request(msgspec.Struct, frozen=True):
    """What is asked: `form` is the query of a GET and the body of a POST."""

    method: str
    path: str
    form: str = ""
    key: str = ""
    idempotency_key: str | None = None


class Answer(msgspec.Struct, frozen=True):
    """What is answered."""

    status: int
    body: bytes
    is_again: bool = False


class Call(msgspec.Struct, frozen=True):
    """What a way of the API gets."""

    fake: FakeStripe
    name: str
    form: dict[str, Any]
    now: int


Way = Callable[[Call], dict[str, Any]]


class Listing(msgspec.Struct, forbid_unknown_fields=True):
    """Which objects are asked for, and how many."""

    limit: int = 10
    starting_after: str | None = None
    payment_intent: str | None = None
    created: dict[str, int] = {}
    types: list[str] = []


class Expanded(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be shown whole within an object."""

    expand: list[str] = []


class Confirm(msgspec.Struct, forbid_unknown_fields=True):
    """How an intent is paid; buyers' own programs have its secret in place of a key."""

    client_secret: str | None = None
    payment_method: str | None = None
    return_url: str | None = None


class Cancel(msgspec.Struct, forbid_unknown_fields=True):
    """Why an intent ends."""

    cancellation_reason: str | None = None


def answer(fake: FakeStripe, request: Request, now: int) -> Answer:
    """Answer one asking."""
    if not _may(request):
        said = Refusal("Invalid API Key provided", kind="invalid_request_error")
        return Answer(401, _json.encode({"error": said.error}))
    if request.idempotency_key is None or request.method != "POST":
        return _do(fake, request, now)
    asked = sha256(f"{request.path}\n{request.form}".encode()).hexdigest()
    before = fake.replays.get(request.idempotency_key)
    if before and before.made_at + _KEYS_HOLD_S > now:
        return _again(before, asked)
    made = _do(fake, request, now)
    replay = Replay(asked, made.status, made.body, now)
    fake.replays[request.idempotency_key] = replay
    fake.changed.add(request.idempotency_key)
    return made


def _may(request: Request) -> bool:
    """Whether who asks may: with the shop's key all, with the buyers' key to pay."""
    if re.fullmatch(r"pk_test_\w+", request.key):
        return request.path.endswith("/confirm") and "client_secret=" in request.form
    return re.fullmatch(r"(sk|rk)_test_\w+", request.key) is not None


def _again(before: Replay, asked: str) -> Answer:
    if before.asked == asked:
        return Answer(before.status, before.body, is_again=True)
    said = Refusal(
        "Keys for idempotent requests can only be used with the same parameters they"
        " were first used with.",
        "idempotency_key_in_use",
        kind="idempotency_error",
    )
    return Answer(400, _json.encode({"error": said.error}))


def _do(fake: FakeStripe, request: Request, now: int) -> Answer:
    try:
        made = _way(request)(fake, parse(request.form), now)
    except Refusal as refused:
        return Answer(refused.status, _json.encode({"error": refused.error}))
    return Answer(200, _json.encode(made))


def _way(request: Request) -> Callable[[FakeStripe, dict[str, Any], int], Any]:
    for method, path, do in _WAYS:
        found = re.fullmatch(path, request.path)
        if found and method == request.method:
            return partial(_call, do, found[1] if found.groups() else "")
    raise Refusal(
        f"Unrecognized request URL ({request.method}: {request.path})", status=404
    )


def _call(
    do: Way, name: str, fake: FakeStripe, form: dict[str, Any], now: int
) -> dict[str, Any]:
    return do(Call(fake, name, form, now))


def _open_session(call: Call) -> dict[str, Any]:
    asked = read(call.form, sessions.NewSession)
    return shown(sessions.open_session(call.fake, asked, call.now))


def _show_session(call: Call) -> dict[str, Any]:
    wish = read(call.form, Expanded)
    session = call.fake.get(Session, call.name)
    made = shown(sessions.expire_late(call.fake, session, call.now))
    if "payment_intent" in wish.expand and session.payment_intent:
        made["payment_intent"] = shown(call.fake.things[session.payment_intent])
    return made


def _expire_session(call: Call) -> dict[str, Any]:
    session = call.fake.get(Session, call.name)
    return shown(sessions.expire(call.fake, session, call.now))


def _open_intent(call: Call) -> dict[str, Any]:
    asked = read(call.form, intents.NewIntent)
    return shown(intents.open_intent(call.fake, asked, call.now))


def _confirm(call: Call) -> dict[str, Any]:
    asked, intent = read(call.form, Confirm), call.fake.get(Intent, call.name)
    if asked.client_secret not in {None, intent.client_secret}:
        raise unknown("payment_intent", call.name)
    intent.kept.return_url = asked.return_url
    method = asked.payment_method or intent.kept.method
    if not method or (not asked.payment_method and not _is_ready(intent)):
        raise Refusal(
            "You cannot confirm this PaymentIntent because it's missing a payment"
            " method.",
            "payment_intent_unexpected_state",
        )
    intents.pay(call.fake, intent, method, call.now)
    if intent.last_payment_error:
        refused = Refusal("Your card was declined.", kind="card_error", status=402)
        refused.error |= intent.last_payment_error | {"payment_intent": shown(intent)}
        raise refused
    return shown(intent)


def _is_ready(intent: Intent) -> bool:
    return intent.status != "requires_payment_method"


def _cancel(call: Call) -> dict[str, Any]:
    asked, intent = read(call.form, Cancel), call.fake.get(Intent, call.name)
    if intent.kept.session:
        raise Refusal(
            "You cannot cancel this PaymentIntent: it belongs to a Checkout Session."
        )
    return shown(intents.cancel(call.fake, intent, asked.cancellation_reason, call.now))


def _refund(call: Call) -> dict[str, Any]:
    asked = read(call.form, refunds.NewRefund)
    return shown(refunds.refund(call.fake, asked, call.now))


def _shower(kind: type[Thing]) -> Way:
    return lambda call: shown(call.fake.get(kind, call.name))


def _lister(kind: type[Thing]) -> Way:
    return lambda call: _page(call, list(call.fake.every(kind)))


def _show_event(call: Call) -> dict[str, Any]:
    if call.name not in call.fake.events:
        raise unknown("event", call.name)
    return shown(call.fake.events[call.name])


def _events(call: Call) -> dict[str, Any]:
    return _page(call, list(reversed(call.fake.events.values())))


def _page(call: Call, found: list[Any]) -> dict[str, Any]:
    wish = read(call.form, Listing)
    if not 1 <= wish.limit <= _MOST_LISTED:
        raise Refusal("Invalid integer: limit", param="limit")
    fit = [one for one in found if _fits(one, wish)]
    if wish.starting_after:
        names = [one.id for one in fit]
        if wish.starting_after not in names:
            raise unknown("object", wish.starting_after)
        fit = fit[names.index(wish.starting_after) + 1 :]
    page = fit[: wish.limit]
    return {
        "object": "list",
        "data": [shown(one) for one in page],
        "has_more": len(fit) > len(page),
        "url": "/v1",
    }


def _fits(one: Thing | Event, wish: Listing) -> bool:
    if isinstance(one, Event):
        since = wish.created.get("gte", 0)
        return one.created >= since and (not wish.types or one.type in wish.types)
    intent = getattr(one, "payment_intent", None)
    return wish.payment_intent in {None, intent}


_WAYS: tuple[tuple[str, str, Way], ...] = (
    ("POST", "/v1/checkout/sessions", _open_session),
    ("GET", "/v1/checkout/sessions", _lister(Session)),
    ("GET", r"/v1/checkout/sessions/(\w+)", _show_session),
    ("POST", r"/v1/checkout/sessions/(\w+)/expire", _expire_session),
    ("POST", "/v1/payment_intents", _open_intent),
    ("GET", r"/v1/payment_intents/(\w+)", _shower(Intent)),
    ("POST", r"/v1/payment_intents/(\w+)/confirm", _confirm),
    ("POST", r"/v1/payment_intents/(\w+)/cancel", _cancel),
    ("POST", "/v1/refunds", _refund),
    ("GET", "/v1/refunds", _lister(Refund)),
    ("GET", r"/v1/refunds/(\w+)", _shower(Refund)),
    ("GET", "/v1/disputes", _lister(Dispute)),
    ("GET", r"/v1/disputes/(\w+)", _shower(Dispute)),
    ("GET", "/v1/events", _events),
    ("GET", r"/v1/events/(\w+)", _show_event),
)
