"""What the merchant says of the shop is kept, and what is nonsense is named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from ledger.errors import ProfileRefused
from ledger.open import Ledger
from ledger.profile import Profile, read, write
from ledger.tables import audit

SAID = Profile("Kettle & Son", "EUR", "DE")


@pytest.fixture
def writer(ledger: Ledger) -> Iterator[Connection]:
    with ledger.write() as connection:
        yield connection


def test_nothing_is_said_at_first(writer: Connection) -> None:
    assert read(writer) == Profile()
    assert not read(writer).is_set


def test_what_is_said_is_kept_and_may_be_said_again(
    writer: Connection, now: datetime
) -> None:
    later = now + timedelta(days=1)
    write(writer, SAID, "ann", now)
    said = write(writer, replace(SAID, name="  Kettles  "), "bob", later)
    assert read(writer) == said == Profile("Kettles", "EUR", "DE", later, "bob")
    assert said.is_set


def test_saying_it_stands_in_the_audit_without_the_name(
    writer: Connection, now: datetime
) -> None:
    write(writer, SAID, "ann", now)
    (row,) = writer.execute(select(audit.c.actor, audit.c.action, audit.c.facts))
    assert tuple(row) == ("ann", "profile.set", {"currency": "EUR", "country": "DE"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "name: ''"),
        ({"name": "x" * 81}, "1 to 80 letters"),
        ({"name": "a\nb"}, "a line of 1"),
        ({"currency": "euro"}, "currency: 'euro'"),
        ({"currency": "EUR\n"}, "currency"),
        ({"country": "Germany"}, "country: 'Germany'"),
        ({"country": ""}, "country"),
    ],
)
def test_what_is_nonsense_is_refused_by_name(
    writer: Connection, now: datetime, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(ProfileRefused, match=said):
        write(writer, replace(SAID, **wrong), "ann", now)
    assert not read(writer).is_set
