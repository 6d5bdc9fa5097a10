"""Somebody is erased: no byte of the home tells of that person, and none comes back."""

import hashlib
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from canary import naming
from cli_calls import Say, answer
from order_desk import Desk, piece, shelve
from people_home import (
    ANN,
    CLICK,
    COOKIE,
    DAY,
    MAIL,
    NOW,
    SESSION,
    SETTINGS,
    STORY,
    WORDS,
    crawled,
    page,
    product,
)

from extract.opinions.hiding import author_hash
from jobs.backup.files import dated, written
from jobs.backup.making import make
from jobs.business import business
from jobs.pipeline import extracting, run_one
from jobs.privacy.erasing import erase
from jobs.privacy.marks import Marks, begin, begun, carry_over, ended, erased
from jobs.privacy.who import who
from jobs.salt import author_salt
from jobs.shopevents import run_events
from lake.ask import ask
from lake.sql import current
from lake.store import Lake
from ledger.open import open_ledger
from ledger.orders.tables import orders
from storefront.events.agreed import pseudonym
from storefront.events.event import Event
from storefront.events.segments import Segments
from storefront.events.taking import take
from storefront.events.visitors import Visitors

EVERYBODY = (ANN, MAIL, COOKIE, SESSION, CLICK)


class Died(Exception):
    """What a test raises where a kill could come."""


def marks(home: Path, *whom: str) -> Marks:
    lake, found = Lake.open(home), Marks()
    take(lake)
    for text in whom:
        found |= who(lake, text).marks
    return found


@pytest.fixture(scope="session")
def rid(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home from which everybody was erased; tests read it only."""
    home = tmp_path_factory.mktemp("rid") / "home"
    shutil.copytree(lived, home)
    done = erase(home, SETTINGS, marks(home, *EVERYBODY))
    assert done.pages == (page("a.test"), STORY)
    assert {name: done.rows[name] for name in ROWS} == ROWS
    return home


ROWS = {
    "lake.opinions": 1,
    "lake.articles, names": 1,
    "lake.enriched_languages": 1,
    "lake.shop_events": 3,
    "events/visitors.db": 1,
    "ledger.users": 1,
    "ledger.sessions": 1,
    "ledger.work, runs": 1,
}


def counted(home: Path, table: str) -> object:
    with current(Lake.open(home), [table]) as connection:
        return connection.table(table).count("*").fetchall()[0][0]


def rooms(home: Path, word: str) -> set[str]:
    return {re.split("[/:]", name)[0] for name in naming(home, word)}


def test_no_byte_but_of_the_pages_themselves_tells_of_an_author(
    lived: Path, rid: Path
) -> None:
    hashed = author_hash(ANN, "a.test", author_salt(lived))
    assert rooms(lived, hashed) == {"lake"}
    assert rooms(rid, hashed) == {"privacy"}
    assert rooms(rid, ANN) == rooms(rid, WORDS) == {"warc"}
    (article,) = ask(rid, "SELECT headline, authors FROM articles").to_pylist()
    assert article == {"headline": "On pots", "authors": []}


def test_no_byte_tells_of_an_account_a_visitor_or_a_session(
    lived: Path, rid: Path
) -> None:
    visitor, hashed = pseudonym(COOKIE), hashlib.sha256(SESSION.encode()).hexdigest()
    assert rooms(lived, MAIL) == rooms(lived, hashed) == {"ledger.db"}
    assert rooms(lived, visitor) == rooms(lived, DAY) | {"events"}
    assert rooms(rid, MAIL) == set()
    for word in (visitor, hashed, DAY):
        assert rooms(rid, word) == {"privacy"}


def test_what_is_of_others_stays(rid: Path) -> None:
    assert counted(rid, "opinions") == 2
    assert counted(rid, "enriched_languages") == 4
    assert counted(rid, "shop_events") == 1


def test_the_audit_says_that_somebody_was_erased_and_not_who(rid: Path) -> None:
    with open_ledger(rid) as ledger, ledger.read() as connection:
        (row,) = connection.exec_driver_sql(
            "SELECT subject, facts FROM audit WHERE action = 'person.erased'"
        )
    assert (len(row.subject), "rows" in row.facts) == (16, True)


def test_another_crawl_and_another_visit_bring_nobody_back(
    rid: Path, tmp_path: Path
) -> None:
    home, later = tmp_path / "home", NOW + timedelta(days=1)
    shutil.copytree(rid, home)
    crawled(home, page("a.test"), product("a.test", ANN, "Cy Lane"), later)
    crawled(home, page("new.test"), product("new.test", ANN), later)
    visitor, events = pseudonym(COOKIE), Segments(home, lambda: later)
    seen = Event(event_id=CLICK, ts=later, kind="view", visitor=visitor, sku="HM-1")
    events.append(seen)
    events.close()
    Visitors(home).note(visitor, "HM-1", later)
    with business(home, SETTINGS) as opened:
        run_one(opened, extracting(opened), lambda done, total: None)
        run_events(opened)
    assert counted(home, "opinions") == 3
    assert rooms(home, WORDS) == {"warc"}
    assert rooms(home, visitor) == {"privacy"}


@pytest.mark.parametrize(
    "died_at",
    [
        "keys kept",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("begun", "rows erased", "lake", "ledger", "recorded")
        ),
    ],
)
def test_the_next_command_ends_what_a_kill_left(
    home: Path, say: Say, died_at: str
) -> None:
    with suppress(Died):
        erase(home, SETTINGS, marks(home, ANN, MAIL, COOKIE), dying(died_at))
    assert begun(home) is not None
    assert say("lake", "pin")[0] == 0
    assert (begun(home), counted(home, "opinions")) == (None, 2)
    assert rooms(home, WORDS) == {"warc"}
    assert rooms(home, MAIL) == set()


def dying(at: str) -> Callable[[str], None]:
    def step(name: str) -> None:
        if name == at:
            raise Died(name)

    return step


@pytest.mark.slow
def test_pages_go_too_where_that_is_asked_for(home: Path, say: Say) -> None:
    done = answer(say("privacy", "erase", ANN, "--pages", "--yes", "--json"))
    assert (done["forgotten"], done["pages"]) == (2, [])
    assert rooms(home, ANN) == rooms(home, WORDS) == set()


def test_a_second_time_finds_nothing_and_harms_nothing(home: Path, say: Say) -> None:
    said = [
        answer(say("privacy", "erase", SESSION, "--yes", "--json")) for _ in range(2)
    ]
    assert [one["rows"] for one in said] == [{"ledger.sessions": 1}, {}]


def test_the_last_owner_stays_until_there_is_another(home: Path, say: Say) -> None:
    code, _, complained = say("privacy", "erase", "owner@shop.example", "--yes")
    assert (code, "add another one first" in complained) == (1, True)
    assert not erased(home)


def test_buyers_stay_until_their_order_is_over(home: Path, say: Say) -> None:
    with open_ledger(home) as ledger, ledger.write() as connection:
        shelve(connection, NOW)
        Desk(connection, NOW).place("k", piece("HV-POT"))
    code, _, complained = say("privacy", "erase", "Ann@Buyer.test", "--yes")
    assert (code, "deliver or cancel it first" in complained) == (1, True)
    with open_ledger(home) as ledger, ledger.write() as connection:
        connection.execute(orders.update().values(state="delivered"))
    done = answer(say("privacy", "erase", "Ann@Buyer.test", "--yes", "--json"))
    assert (done["rows"], rooms(home, "Elm 1")) == ({"ledger.orders": 1}, set())


def test_who_came_back_before_a_backup_is_there_when_it_is_restored(
    tmp_path: Path,
) -> None:
    own, later = Marks(emails=frozenset("a")), Marks(emails=frozenset("ab"))
    begin(tmp_path, own)
    ended(tmp_path)
    begin(other := tmp_path / "other", later)
    carry_over(tmp_path, [other / "privacy" / "erased.json"])
    left = begun(tmp_path)
    assert left is not None
    assert left.marks == Marks(emails=frozenset("b"))
    assert erased(tmp_path) == later


def test_a_restored_backup_forgets_who_was_erased_since(
    rid: Path, home: Path, say: Say, tmp_path: Path
) -> None:
    path = dated(home, tmp_path, NOW)
    with written(path, home) as (file, beside):
        make(home, SETTINGS, file, beside=beside)
    home.rename(tmp_path / "old")
    shutil.copy(rid / "privacy" / "erased.json", tmp_path / "home-erased.json")
    assert say("restore", str(path))[0] == 0
    assert (counted(home, "opinions"), begun(home)) == (2, None)
    assert rooms(home, WORDS) == {"warc"}
    assert rooms(home, MAIL) == set()
    assert rooms(home, pseudonym(COOKIE)) == {"privacy"}


def test_a_copy_of_the_list_lies_beside_the_backups(home: Path) -> None:
    folder = home / "backups"
    folder.mkdir()
    begin(home, Marks(visitors=frozenset({"a"})), folder)
    begin(home, Marks(visitors=frozenset({"b"})), folder)
    copy = (folder / "home-erased.json").read_bytes()
    assert copy == (home / "privacy" / "erased.json").read_bytes()
    assert erased(home).visitors == {"a", "b"}


def test_a_list_that_cannot_be_read_is_named(home: Path, say: Say) -> None:
    (home / "privacy").mkdir()
    (home / "privacy" / "erased.json").write_text("[")
    code, _, complained = say("extract")
    assert (code, "erased.json says who was erased" in complained) == (1, True)


def test_nobody_is_erased_without_being_asked(home: Path, say: Say) -> None:
    code, _, complained = say("privacy", "erase", ANN)
    assert (code, "add --yes" in complained) == (2, True)
    shown = answer(say("privacy", "erase", ANN, "--dry-run", "--json"))
    assert shown["held"] == {"lake.articles": 1, "lake.opinions": 1}
    assert not erased(home)
