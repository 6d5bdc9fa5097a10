"""How often passwords may be tried: of one account, and from one place.

Every process and machine of the shop counts in the same rows. Addresses that nobody has
are counted like those of users, so that the answer tells nothing of who there is.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, select

from ledger.locks import Lock, take
from ledger.upsert import upsert
from ledger.users import plain
from ledger.usertables import login_tries

WITHIN = timedelta(minutes=15)
OF_ONE_ACCOUNT, FROM_ONE_PLACE = 5, 30


def count(
    connection: Connection, email: str, place: str, now: datetime
) -> timedelta | None:
    """Count a try; return how long to wait where there were too many, counting none."""
    take(connection, Lock.TRIES)
    over = now - WITHIN
    # A row of the future was written before a clock was put back.
    ended = (login_tries.c.began_at <= over) | (login_tries.c.began_at > now)
    connection.execute(delete(login_tries).where(ended))
    names = {_account(email): OF_ONE_ACCOUNT, _place(place): FROM_ONE_PLACE}
    rows = connection.execute(
        select(login_tries).where(login_tries.c.name.in_(list(names)))
    )
    before = {row.name: row for row in rows}
    spent = [row for name, row in before.items() if row.tries >= names[name]]
    if spent:
        return max(row.began_at for row in spent) + WITHIN - now
    for name in names:
        known = before.get(name)
        tries, began_at = (known.tries + 1, known.began_at) if known else (1, now)
        row = {"name": name, "tries": tries, "began_at": began_at}
        connection.execute(upsert(connection, login_tries), row)
    return None


def forget(connection: Connection, email: str) -> None:
    """Forget the tries of an account that its user has come into."""
    own = login_tries.c.name == _account(email)
    connection.execute(delete(login_tries).where(own))


def _account(email: str) -> str:
    return sha256(b"account " + plain(email).encode("utf-8", "replace")).hexdigest()


def _place(place: str) -> str:
    return sha256(b"place " + place.encode("utf-8", "replace")).hexdigest()
