"""What a person decides of a right: it is taken back, or holds as if it were new."""

from datetime import datetime

from sqlalchemy import Connection, update

from ledger.grants.granting import LASTS, ask_again
from ledger.grants.rights import named
from ledger.grants.tables import grants
from ledger.orders.timeline import Event, tell


def revoke(
    connection: Connection, order_id: str, line: int, actor: str, now: datetime
) -> bool:
    """Take a right back; False where there is none, or it is back already."""
    of = (*named(order_id, line), grants.c.revoked_at.is_(None))
    taken = update(grants).where(*of).values(revoked_at=now)
    if connection.execute(taken).rowcount != 1:
        return False
    tell(connection, order_id, Event("grant_revoked", actor, {"line": line}), now)
    return True


def renew(
    connection: Connection, order_id: str, line: int, actor: str, now: datetime
) -> bool:
    """Let a right hold as if it were granted now; False where there is none."""
    anew = {"revoked_at": None, "used": 0, "expires_at": now + LASTS}
    if (
        connection.execute(
            update(grants).where(*named(order_id, line)).values(anew)
        ).rowcount
        != 1
    ):
        return False
    # Its files may have been removed by now.
    ask_again(connection, order_id, line, now)
    tell(connection, order_id, Event("grant_renewed", actor, {"line": line}), now)
    return True
