"""The kind of work `hook`: tell one endpoint one message, and note how that went.

It is tried for a day and a half, the waits doubling up to six hours. Who was killed
between the answer and the note sends it again: receivers tell it by its id.
"""

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from connect.errors import AddressPrivate, HookUnreachable
from connect.hooks.sending import post
from connect.hooks.signing import headers, secret_of
from jobs.kinds import Bench
from jobs.work.kinds import Kind, LastingError, PassingError, Task
from lake.salt import home_salt
from ledger.errors import HookRefused
from ledger.hooks import deliveries, endpoints
from ledger.hooks.deliveries import GONE, Try
from ledger.hooks.endpoints import Endpoint

if TYPE_CHECKING:
    from jobs.work.kinds import Effect

NAME = "hook"
_MOST_WAIT_S, _LONGEST_ASKED_S = 6 * 3600.0, 86_400.0


class NotTaken(PassingError):
    """An endpoint did not take a message; it may have said when to come again."""

    def __init__(self, said: str, retry_after_s: float | None = None) -> None:
        super().__init__(said)
        self.retry_after_s = retry_after_s


class _Said(msgspec.Struct, frozen=True):
    """What the row of work says."""

    endpoint_id: str
    message: dict[str, Any]


def hook_kind(bench: Bench) -> Kind:
    """Return the kind."""
    return Kind(
        NAME,
        lambda task: _tell(bench, task),
        limit_s=60.0,
        most_wait_s=_MOST_WAIT_S,
    )


def _tell(bench: Bench, task: Task) -> "Effect | None":
    said = _said(task)
    endpoint = _endpoint(bench, said.endpoint_id)
    # Who was taken away or paused meanwhile is told nothing.
    if endpoint is None or endpoint.paused_at is not None:
        return None
    one, wait_s = _sent(bench, endpoint, said.message, task.attempt)
    if one.error is None:
        return lambda connection: deliveries.note(connection, one)
    # Its own transaction: the row of work is answered by the error.
    with bench.ledger.write() as connection:
        deliveries.note(connection, one)
    if one.status == GONE:
        raise LastingError(one.error)
    raise NotTaken(one.error, wait_s)


def _said(task: Task) -> _Said:
    try:
        return msgspec.convert(task.payload, _Said)
    except msgspec.ValidationError as error:
        raise LastingError(f"{NAME} {task.number} names no message: {error}") from None


def _endpoint(bench: Bench, endpoint_id: str) -> Endpoint | None:
    with bench.ledger.read() as connection:
        try:
            return endpoints.found(connection, endpoint_id)
        except HookRefused:
            return None


def _sent(
    bench: Bench, endpoint: Endpoint, message: dict[str, Any], attempt: int
) -> tuple[Try, float | None]:
    """Send a message; return how that went, and how long the other asks to wait."""
    secret = secret_of(home_salt(bench.home), endpoint.endpoint_id, endpoint.version)
    told = {name: message[name] for name in ("type", "timestamp", "data")}
    body, now = json.dumps(told).encode(), datetime.now(UTC)
    with_it = {
        "Content-Type": "application/json",
        "User-Agent": "harvestman",
        **headers(secret, message["id"], body, now),
    }
    began, status, wait = time.monotonic(), None, None
    try:
        status, wait = post(
            endpoint.url,
            body,
            with_it,
            allow_private=bench.settings.hooks.allow_private,
        )
        error = _complaint(status)
    except (HookUnreachable, AddressPrivate) as trouble:
        error = str(trouble)
    one = Try(
        endpoint_id=endpoint.endpoint_id,
        message=message,
        attempt=attempt,
        tried_at=now,
        took_ms=int(1000 * (time.monotonic() - began)),
        status=status,
        error=error,
    )
    return one, _wait_s(wait)


def _complaint(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"it answered {status}: give it the address that this leads to"
    return f"it answered {status}"


def _wait_s(said: str | None) -> float | None:
    """Return how long an endpoint asks to wait, where it says seconds."""
    is_number = said is not None and said.isascii() and said.isdigit()
    return min(float(said or 0), _LONGEST_ASKED_S) if is_number else None
