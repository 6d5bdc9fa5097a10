"""The owner of a new home: there from the first start, let in by a link."""

from datetime import datetime
from typing import TYPE_CHECKING

from ledger import audit, users
from ledger.errors import UserRefused
from ledger.users import User

if TYPE_CHECKING:
    from sqlalchemy import Connection

OWNER = "owner@localhost"
_BY = "harvestman"


def owner_to_let_in(
    connection: "Connection", now: datetime, *, always: bool
) -> User | None:
    """Return the owner who needs a link: none has come in yet, or it is asked for.

    A home without an owner who can log in gets one.
    """
    owners = [
        one
        for one in users.listed(connection)
        if one.role == "owner" and one.disabled_at is None
    ]
    if not owners:
        return _added(connection, now)
    if not always and any(one.login_at for one in owners):
        return None
    first = [one for one in owners if one.email == OWNER]
    return (first or owners)[0]


def _added(connection: "Connection", now: datetime) -> User | None:
    try:
        owner = users.add(connection, OWNER, "owner", now)
    except UserRefused:
        # It was shut out, or is no owner any more: a person has decided so.
        return None
    deed = audit.Deed(_BY, "user.add", owner.name, {"role": "owner"})
    audit.record(connection, deed, now)
    return owner
