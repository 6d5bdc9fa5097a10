"""What is downloaded: counted once a download, however often it breaks off.

    a file from its beginning    counts, and begins a use
    a part from further on       belongs to the use of the day before it, while all its
                                 parts together are at most the file twice; else it counts

So a download that was cut short goes on without a loss, and no row of parts is a way to
take the file along again and again.
"""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, update

from ledger.grants.rights import File, Right
from ledger.grants.tables import grant_uses, grants

_TAKEN_UP_WITHIN = timedelta(days=1)
_TIMES_ITS_SIZE = 2


class Use(msgspec.Struct, frozen=True):
    """One download of one file, and when it was last taken up."""

    use_id: int
    line: int
    form: str
    edition: str
    began_at: datetime
    last_at: datetime
    parts: int
    asked_bytes: int


def count_use(
    connection: Connection, right: Right, form: str, part: range, now: datetime
) -> bool:
    """Count that a part of a file goes out; False where nothing may go out any more."""
    file = right.file(form)
    if file is None or right.standing not in {"open", "spent"}:
        return False
    of = {"of": right.order_id, "at": right.line}
    if part.start and _goes_on(connection, (right, file), len(part), now):
        return True
    if connection.execute(_COUNT, of | {"now": now}).rowcount != 1:
        return False
    row = {
        "order_id": right.order_id,
        "line": right.line,
        "form": form,
        "edition": right.edition,
        "began_at": now,
        "last_at": now,
        "parts": 1,
        "asked_bytes": len(part),
    }
    connection.execute(insert(grant_uses), row)
    return True


def uses_of(connection: Connection, order_id: str) -> list[Use]:
    """Return what was downloaded of an order, the first first."""
    columns = [grant_uses.c[name] for name in Use.__struct_fields__]
    of = select(*columns).where(grant_uses.c.order_id == order_id)
    return [Use(*row) for row in connection.execute(of.order_by(grant_uses.c.use_id))]


def _goes_on(
    connection: Connection, what: tuple[Right, File], more: int, now: datetime
) -> bool:
    """Take up the last use of a file, if it is young and has not had too much."""
    right, file = what
    of = {"of": right.order_id, "at": right.line, "what": file.form}
    begun = {"which": right.edition, "since": now - _TAKEN_UP_WITHIN}
    last = connection.scalar(_LAST, of | begun)
    if last is None:
        return False
    most = _TIMES_ITS_SIZE * file.bytes
    facts = {"use": last, "more": more, "most": most, "now": now}
    return connection.execute(_GO_ON, facts).rowcount == 1


_COUNT = (
    update(grants)
    .where(
        grants.c.order_id == bindparam("of"),
        grants.c.line == bindparam("at"),
        grants.c.used < grants.c.most,
        grants.c.expires_at > bindparam("now", type_=grants.c.expires_at.type),
        grants.c.revoked_at.is_(None),
    )
    .values(used=grants.c.used + 1)
)
_LAST = select(func.max(grant_uses.c.use_id)).where(
    grant_uses.c.order_id == bindparam("of"),
    grant_uses.c.line == bindparam("at"),
    grant_uses.c.form == bindparam("what"),
    grant_uses.c.edition == bindparam("which"),
    grant_uses.c.began_at > bindparam("since", type_=grant_uses.c.began_at.type),
)
_more = bindparam("more", type_=grant_uses.c.asked_bytes.type)
_GO_ON = (
    update(grant_uses)
    .where(
        grant_uses.c.use_id == bindparam("use"),
        grant_uses.c.asked_bytes + _more <= bindparam("most"),
    )
    .values(
        parts=grant_uses.c.parts + 1,
        asked_bytes=grant_uses.c.asked_bytes + _more,
        last_at=bindparam("now", type_=grant_uses.c.last_at.type),
    )
)
