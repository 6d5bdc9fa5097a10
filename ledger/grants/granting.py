r"""Grant what was bought, and hand newer editions to those who bought an older one.

bought --grant--> open --a newer edition was made ready--> open
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, update

from ledger.grants.rights import OF_LINE, OVER, File, named
from ledger.grants.tables import grants
from ledger.orders.errors import OrderHeld, OrderUnknown
from ledger.orders.held import Held, become, hold
from ledger.orders.outbox import put_mail, put_work
from ledger.orders.tables import order_lines
from ledger.orders.timeline import Event, tell
from ledger.tables import work

Done = Literal["granted", "renewed", "known", "over"]

# Each piece of a line may be taken along so often, on as many devices.
MOST = 10
LASTS = timedelta(days=365)
# Works are made anew with every change of their facts: buyers are not told each time.
TELL_EVERY = timedelta(days=30)
# Both become names of files.
_FORM, _EDITION = re.compile(r"[a-z0-9]{1,12}"), re.compile(r"[0-9A-Za-z_-]{8,128}")


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What lies ready for one line of an order."""

    order_id: str
    line: int
    token_hash: str
    generated_key: str
    edition: str
    files: tuple[File, ...]


def grant(connection: Connection, ready: Ready, now: datetime) -> Done:
    """Let a line's files be downloaded; those of a newer edition in place of the old.

    The buyer is told once all of an order is ready, and of editions at most every 30
    days. An order that has nothing else to wait for is delivered.
    """
    _refuse_names(ready)
    order = hold(connection, ready.order_id)
    if order.state in OVER:
        return "over"
    if order.held_reason is not None:
        raise OrderHeld(
            f"order {order.order_id} is held ({order.held_reason}): nothing of it is"
            " handed out before a person has released it",
            order_id=order.order_id,
            reason=order.held_reason,
        )
    by = {"of": ready.order_id, "at": ready.line}
    held = connection.execute(_EDITION_OF, by).one_or_none()
    if held is not None:
        return _renew_edition(connection, ready, held.edition, now)
    pieces = connection.scalar(_DIGITAL, by)
    if pieces is None:
        raise OrderUnknown(
            f"order {ready.order_id} has no digital line {ready.line}",
            order_id=ready.order_id,
            line=ready.line,
        )
    _write(connection, ready, pieces, now)
    told = Event("granted", "clock", {"line": ready.line})
    tell(connection, ready.order_id, told, now)
    _finish(connection, order, now)
    return "granted"


def ask_editions(
    connection: Connection, newest: Mapping[str, str], now: datetime, limit: int = 500
) -> int:
    """Put the newest edition of each work to be made ready for who bought an older one.

    `newest` says them by the work's key. Return how many were put; fewer than `limit`
    means that there are no more.
    """
    put = 0
    for key, edition in sorted(newest.items()):
        of = select(grants.c.order_id, grants.c.line).where(
            grants.c.generated_key == key,
            grants.c.asked_edition != edition,
            grants.c.revoked_at.is_(None),
            grants.c.expires_at > now,
        )
        found = connection.execute(of.limit(limit - put)).all()
        for order_id, line in found:
            asked = {"order_id": order_id, "line": line}
            put_work(connection, order_id, "grant", asked, now)
            noted = update(grants).where(*named(order_id, line))
            connection.execute(noted.values(asked_edition=edition))
        put += len(found)
        if put >= limit:
            break
    return put


def ask_again(connection: Connection, order_id: str, line: int, now: datetime) -> None:
    """Put files to be made ready once more, unless that waits to be done already."""
    waits = select(work.c.id).where(work.c.key == f"order:{order_id}:grant")
    if connection.execute(waits.limit(1)).first() is None:
        put_work(
            connection, order_id, "grant", {"order_id": order_id, "line": line}, now
        )


def _refuse_names(ready: Ready) -> None:
    forms = [one.form for one in ready.files]
    if not forms or not all(map(_FORM.fullmatch, forms)):
        raise ValueError(f"{forms!r:.80} are no forms of a work")
    if not _EDITION.fullmatch(ready.edition):
        raise ValueError(f"{ready.edition!r:.80} is no digest of an edition")


def _renew_edition(
    connection: Connection, ready: Ready, held: str, now: datetime
) -> Done:
    if held == ready.edition:
        return "known"
    new = {
        "edition": ready.edition,
        "asked_edition": ready.edition,
        "files": ready.files,
    }
    of = named(ready.order_id, ready.line)
    connection.execute(update(grants).where(*of).values(new))
    told = Event("new_edition", "clock", {"line": ready.line})
    tell(connection, ready.order_id, told, now)
    overdue = update(grants).where(*of, grants.c.told_at <= now - TELL_EVERY)
    if connection.execute(overdue.values(told_at=now)).rowcount:
        line = {"line": ready.line}
        put_mail(connection, ready.order_id, "new_edition", now, line)
    return "renewed"


def _write(connection: Connection, ready: Ready, pieces: int, now: datetime) -> None:
    row = msgspec.structs.asdict(ready) | {
        "asked_edition": ready.edition,
        "most": MOST * pieces,
        "used": 0,
        "granted_at": now,
        "expires_at": now + LASTS,
        "told_at": now,
    }
    connection.execute(insert(grants), row)


def _finish(connection: Connection, order: Held, now: datetime) -> None:
    """Tell the buyer when all files are there, and end an order that is only files."""
    left = connection.execute(_LEFT, {"of": order.order_id}).one()
    if left.ungranted:
        return
    put_mail(connection, order.order_id, "download_ready", now)
    if order.state == "paid" and not left.physical:
        done = Event("delivered", "clock")
        become(connection, order, "delivered", done, now)


_EDITION_OF = select(grants.c.edition).where(
    grants.c.order_id == bindparam("of"), grants.c.line == bindparam("at")
)
_DIGITAL = select(order_lines.c.quantity).where(
    order_lines.c.order_id == bindparam("of"),
    order_lines.c.line == bindparam("at"),
    order_lines.c.kind == "digital",
)
_LEFT = (
    select(
        func.count().filter(order_lines.c.kind == "physical").label("physical"),
        func.count()
        .filter(order_lines.c.kind == "digital", grants.c.line.is_(None))
        .label("ungranted"),
    )
    .select_from(order_lines.outerjoin(grants, OF_LINE))
    .where(order_lines.c.order_id == bindparam("of"))
)
