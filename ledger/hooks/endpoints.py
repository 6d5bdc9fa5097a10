"""Addresses outside that are told what befalls orders: added, paused, taken away."""

from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ledger.errors import HookRefused
from ledger.hooks.kinds import KINDS, Kind
from ledger.hooks.tables import hook_deliveries, hook_endpoints
from ledger.orders.keys import new_key

Reason = Literal["asked", "gone", "failing"]

MOST = 50
# Who hears nothing for so long is told no more, until somebody has looked.
PATIENCE = timedelta(days=3)
_LONGEST_URL = 1_000


class Endpoint(msgspec.Struct, frozen=True):
    """One address that is told; without `kinds` of everything."""

    endpoint_id: str
    url: str
    kinds: tuple[Kind, ...]
    version: int
    created_at: datetime
    created_by: str
    failing_since: datetime | None
    paused_at: datetime | None
    paused_reason: Reason | None


def add(
    connection: Connection,
    url: str,
    kinds: tuple[str, ...],
    by: str,
    now: datetime,
) -> Endpoint:
    """Add an address; what cannot be one is refused by name."""
    refuse_address(url)
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise HookRefused(
            f"there is no event {unknown[0]:.40}; there are: {', '.join(KINDS)}"
        )
    if len(listed(connection)) >= MOST:
        raise HookRefused(f"there are {MOST} endpoints already: take one away first")
    endpoint_id = new_key(now)
    row = {
        "endpoint_id": endpoint_id,
        "url": url,
        "kinds": sorted(set(kinds)),
        "version": 1,
        "created_at": now,
        "created_by": by,
    }
    connection.execute(insert(hook_endpoints), row)
    return found(connection, endpoint_id)


def refuse_address(url: str) -> None:
    """Refuse what messages can never be sent to; private addresses are told later."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname)
        fits = fits and not (parts.username or parts.password or parts.fragment)
        fits = fits and parts.port != 0 and url.isascii() and url.isprintable()
    except ValueError:
        fits = False
    if not fits or " " in url or len(url) > _LONGEST_URL:
        raise HookRefused(
            "an endpoint is an address like https://example.com/hooks, without a name,"
            f" password or fragment, and not {url!r:.100}"
        )


def listed(connection: Connection) -> list[Endpoint]:
    """Return all endpoints, the oldest first."""
    rows = connection.execute(_ALL)
    return [_endpoint(row) for row in rows]


def active(connection: Connection) -> list[Endpoint]:
    """Return those that are told."""
    return [one for one in listed(connection) if one.paused_at is None]


def found(connection: Connection, endpoint_id: str) -> Endpoint:
    """Return one endpoint; one that is not there is an error."""
    row = connection.execute(_ONE, {"of": endpoint_id}).one_or_none()
    if row is None:
        raise HookRefused(f"there is no endpoint {endpoint_id:.60}")
    return _endpoint(row)


def pause(
    connection: Connection, endpoint_id: str, reason: Reason, now: datetime
) -> bool:
    """Tell it nothing for now; False when that was so before."""
    values = {"paused_at": now, "paused_reason": reason}
    return connection.execute(_PAUSE, {"of": endpoint_id, **values}).rowcount == 1


def resume(connection: Connection, endpoint_id: str) -> bool:
    """Tell it again, with a clean slate; False when it was told anyway."""
    values = {"paused_at": None, "paused_reason": None, "failing_since": None}
    return connection.execute(_RESUME, {"of": endpoint_id, **values}).rowcount == 1


def renew(connection: Connection, endpoint_id: str) -> Endpoint:
    """Sign by a new secret from now on."""
    connection.execute(_RENEW, {"of": endpoint_id})
    return found(connection, endpoint_id)


def remove(connection: Connection, endpoint_id: str) -> bool:
    """Take it away, with what is known of its deliveries; False when it was gone."""
    connection.execute(_FORGET, {"of": endpoint_id})
    return connection.execute(_REMOVE, {"of": endpoint_id}).rowcount == 1


def _endpoint(row: object) -> Endpoint:
    return msgspec.convert(row, Endpoint, from_attributes=True)


_mine = hook_endpoints.c.endpoint_id == bindparam("of")
_COLUMNS = [hook_endpoints.c[name] for name in Endpoint.__struct_fields__]
_ALL = select(*_COLUMNS).order_by(hook_endpoints.c.endpoint_id)
_ONE = select(*_COLUMNS).where(_mine)
_PAUSE = update(hook_endpoints).where(_mine, hook_endpoints.c.paused_at.is_(None))
_RESUME = update(hook_endpoints).where(_mine, hook_endpoints.c.paused_at.is_not(None))
_RENEW = (
    update(hook_endpoints).where(_mine).values(version=hook_endpoints.c.version + 1)
)
_FORGET = delete(hook_deliveries).where(
    hook_deliveries.c.endpoint_id == bindparam("of")
)
_REMOVE = delete(hook_endpoints).where(_mine)
