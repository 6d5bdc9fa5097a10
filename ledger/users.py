"""Who may use the console, and what each of them may do there.

viewer  looks
staff   looks and acts
owner   also says who the others are; one at least is always left
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, func, insert, select, update

from ledger.errors import LastOwner, UserRefused, UserUnknown
from ledger.locks import Lock, take
from ledger.usertables import login_links, logins, users

Role = Literal["viewer", "staff", "owner"]
ROLES: tuple[Role, ...] = get_args(Role)
_LONGEST_EMAIL = 254
# What an address needs to be one; whether mail arrives nobody can tell by looking.
_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]+@[^\s@<>\"',;:()\[\]\\]+")


@dataclass(frozen=True, slots=True)
class User:
    """One person, without the password."""

    user_id: int
    email: str
    role: Role
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None
    login_at: datetime | None

    @property
    def name(self) -> str:
        """What the audit calls this person: it can be forgotten who that was."""
        return f"user {self.user_id}"

    def may(self, role: Role) -> bool:
        """Say whether this person may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def add(connection: Connection, email: str, role: Role, now: datetime) -> User:
    """Add somebody; an address that is there already is refused."""
    address = normal(email)
    take(connection, Lock.USERS)
    if find(connection, address) is not None:
        raise UserRefused(f"there is a user {address} already")
    row = {"email": address, "role": role, "created_at": now}
    number = connection.execute(insert(users).returning(users.c.user_id), row)
    return User(number.scalar_one(), address, role, False, now, None, None)


def find(connection: Connection, email: str) -> User | None:
    """Return who has this address, or None."""
    row = connection.execute(select(users).where(users.c.email == plain(email)))
    return _user(found) if (found := row.one_or_none()) else None


def known(connection: Connection, email: str) -> User:
    """Return who has this address; there must be somebody."""
    found = find(connection, email)
    if found is None:
        raise UserUnknown(
            f"there is no user {plain(email)[:100]}; `harvestman user list` shows all"
        )
    return found


def numbered(connection: Connection, number: int) -> User:
    """Return who has this number; there must be somebody."""
    found = connection.execute(select(users).where(users.c.user_id == number)).first()
    if found is None:
        raise UserUnknown(f"there is no user {number}")
    return _user(found)


def listed(connection: Connection) -> list[User]:
    """List all, in the order in which they were added."""
    return [_user(row) for row in connection.execute(select(users).order_by("user_id"))]


def owners(connection: Connection) -> int:
    """Count the owners who can log in."""
    enabled = select(func.count()).where(
        users.c.role == "owner", users.c.disabled_at.is_(None)
    )
    return connection.scalar(enabled) or 0


def disable(connection: Connection, user: User, now: datetime) -> bool:
    """Shut somebody out at once; False when that was so already."""
    take(connection, Lock.USERS)
    if numbered(connection, user.user_id).disabled_at is not None:
        return False
    _refuse_last_owner(connection, user)
    shut_out(connection, user)
    return _change(connection, user, {"disabled_at": now})


def enable(connection: Connection, user: User) -> bool:
    """Let somebody in again; False when nobody was shut out."""
    if numbered(connection, user.user_id).disabled_at is None:
        return False
    return _change(connection, user, {"disabled_at": None})


def give_role(connection: Connection, user: User, role: Role) -> bool:
    """Let somebody do more or less; False when the role is the same."""
    take(connection, Lock.USERS)
    before = numbered(connection, user.user_id)
    if before.role == role:
        return False
    if role != "owner" and before.disabled_at is None:
        _refuse_last_owner(connection, before)
    # Whoever holds a login of the old role begins anew.
    shut_out(connection, user)
    return _change(connection, user, {"role": role})


def set_password(connection: Connection, user: User, password_hash: str) -> None:
    """Give somebody a new password; who was logged in with the old one is out."""
    shut_out(connection, user)
    _change(connection, user, {"password_hash": password_hash})


def renew(connection: Connection, user: User, password_hash: str) -> None:
    """Hold the same password in another form."""
    _change(connection, user, {"password_hash": password_hash})


def shut_out(connection: Connection, user: User) -> None:
    """End all logins and unused links of somebody."""
    for table in (logins, login_links):
        connection.execute(table.delete().where(table.c.user_id == user.user_id))


def password_hash(connection: Connection, email: str) -> str | None:
    """Return what a password is held against; None where none would do."""
    own = users.c.email == plain(email), users.c.disabled_at.is_(None)
    return connection.scalar(select(users.c.password_hash).where(*own))


def normal(email: str) -> str:
    """Return an address as it is held, or refuse what is none."""
    address = plain(email)
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise UserRefused(
            f"{email[:100]!r} is no address of a person; expected one as in"
            " ann@example.org"
        )
    return address


def plain(email: str) -> str:
    """Return an address in the one form in which it is looked up."""
    return unicodedata.normalize("NFKC", email).strip().lower()


def _refuse_last_owner(connection: Connection, user: User) -> None:
    if user.role == "owner" and owners(connection) <= 1:
        raise LastOwner(
            f"{user.email} is the only owner who can log in: add another one first"
            " (harvestman user add EMAIL --role owner)"
        )


def _change(connection: Connection, user: User, values: dict[str, Any]) -> bool:
    own = update(users).where(users.c.user_id == user.user_id)
    return connection.execute(own.values(**values)).rowcount == 1


def _user(row: Row[Any]) -> User:
    return User(
        row.user_id,
        row.email,
        row.role,
        row.password_hash is not None,
        row.created_at,
        row.disabled_at,
        row.login_at,
    )
