"""What the merchant said of the shop on its first day: name, currency, country.

Settings from harvestman.toml or the environment go before it.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ledger import audit
from ledger.audit import Deed
from ledger.errors import ProfileRefused
from ledger.pricetables import profile as table
from ledger.upsert import upsert

_LONGEST_NAME = 80
_ONLY = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """Who the merchant is; all is empty until it was said."""

    name: str = ""
    currency: str = ""
    country: str = ""
    set_at: datetime | None = None
    actor: str = ""

    @property
    def is_set(self) -> bool:
        """Whether the merchant has said it."""
        return self.set_at is not None


def read(connection: Connection) -> Profile:
    """Return what was said; an empty profile before that."""
    columns = [table.c[name] for name in Profile.__slots__]
    found = connection.execute(select(*columns)).first()
    return Profile(*found) if found else Profile()


def write(
    connection: Connection, profile: Profile, actor: str, now: datetime
) -> Profile:
    """Keep what the merchant says, in place of what was said before."""
    said = Profile(profile.name.strip(), profile.currency, profile.country, now, actor)
    _check(said)
    facts = {name: getattr(said, name) for name in Profile.__slots__}
    connection.execute(upsert(connection, table), facts | {"id": _ONLY})
    # A name may be a person's, and stays out of what can never be changed.
    told = {"currency": said.currency, "country": said.country}
    audit.record(connection, Deed(actor, "profile.set", "profile", told), now)
    return said


def _check(said: Profile) -> None:
    """Refuse what is not a name, a currency and a country; name the field."""
    for is_right, what in (
        (
            said.name.isprintable() and 0 < len(said.name) <= _LONGEST_NAME,
            f"name: {said.name[:40]!r} is to be a line of 1 to {_LONGEST_NAME} letters",
        ),
        (
            re.fullmatch("[A-Z]{3}", said.currency),
            f"currency: {said.currency[:40]!r} should be three capital letters, as EUR",
        ),
        (
            re.fullmatch("[A-Z]{2}", said.country),
            f"country: {said.country[:40]!r} should be two capital letters, as DE",
        ),
    ):
        if not is_right:
            raise ProfileRefused(what)
