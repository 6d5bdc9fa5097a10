"""`harvestman user`: people are added, let in by a link, and shut out."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_calls import answer
from sqlalchemy import select
from terminals import Terminal

from jobs.cli.call import make_call
from jobs.cli.user import say_console
from jobs.owner import OWNER, owner_to_let_in
from ledger import logins, passwords, users
from ledger.open import open_ledger
from ledger.tables import audit
from ledger.usertables import login_links

ANN, OWNER_ROLE = "ann@example.org", ("--role", "owner")
PROGRAM = str(Path(sys.executable).with_name("harvestman"))


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def added(say):
    return answer(say("user", "add", ANN, *OWNER_ROLE, "--json"))


def let_in(home, link):
    with open_ledger(home) as ledger, ledger.write() as connection:
        token = link.partition("?link=")[2]
        return logins.redeem(connection, token, datetime.now(UTC))


def test_who_is_added_gets_a_link_that_lets_them_in_once(home, added):
    assert let_in(home, added["link"]).email == ANN
    assert let_in(home, added["link"]) is None


def test_a_newer_link_can_be_made(say, home, added):
    link = answer(say("user", "link", ANN.upper(), "--json"))["link"]
    assert let_in(home, added["link"]) is None
    assert let_in(home, link).email == ANN


def test_all_are_listed_without_what_opens_a_door(say, added):
    (found,) = json.loads(say("user", "list", "--json")[1])["users"]
    assert (found["email"], found["role"], found["has_password"]) == (
        ANN,
        "owner",
        False,
    )
    assert added["link"].partition("=")[2] not in say("user", "list")[1]


def test_who_is_disabled_has_no_link_until_enabled(say, home, added):
    say("user", "add", "bob@example.org", *OWNER_ROLE)
    assert answer(say("user", "disable", ANN, "--json"))["changed"]
    assert let_in(home, added["link"]) is None
    assert say("user", "link", ANN)[0] == 2
    assert answer(say("user", "enable", ANN, "--json"))["changed"]
    assert say("user", "link", ANN)[0] == 0


def test_who_decided_is_noted_and_the_address_is_not(say, home, added):
    say("user", "add", "bob@example.org", "--as", "carl")
    with open_ledger(home) as ledger, ledger.read() as connection:
        rows = connection.execute(select(audit)).all()
    assert [(one.action, one.subject) for one in rows] == [
        ("user.add", "user 1"),
        ("user.add", "user 2"),
    ]
    assert rows[1].actor == "carl"
    assert not any("@" in str(one) for one in rows)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("add", ANN), "there is a user ann@example.org already"),
        (("add", "ann"), "is no address of a person"),
        (("disable", ANN), "is the only owner who can log in"),
        (("link", "bob@example.org"), "there is no user bob@example.org"),
        (("add", "bob@example.org", "--password"), "asks on a terminal"),
    ],
)
def test_what_cannot_be_is_one_clear_sentence(say, added, asked, says):
    code, _, complained = say("user", *asked)
    assert code in {1, 2}
    assert says in complained


def test_a_password_is_asked_for_unseen(home):
    asked = [PROGRAM, "user", "add", ANN, "--password", "--home", str(home)]
    with open_ledger(home):
        terminal = Terminal(asked)
    terminal.read_until(b"Password:")
    terminal.type(b"correct horse battery\n")
    terminal.read_until(b"Repeat for confirmation:")
    terminal.type(b"correct horse battery\n")
    terminal.read_until(b"/console/login?link=")
    terminal.lines()
    assert b"correct horse" not in terminal.seen
    with open_ledger(home) as ledger, ledger.read() as connection:
        held = users.password_hash(connection, ANN)
    assert passwords.fits(held, "correct horse battery")


def needed(home, *, always=False):
    with open_ledger(home) as ledger, ledger.write() as connection:
        return owner_to_let_in(connection, datetime.now(UTC), always=always)


def come_in(home, user):
    with open_ledger(home) as ledger, ledger.write() as connection:
        logins.begin(connection, user, datetime.now(UTC))


def test_a_new_home_has_an_owner_who_needs_a_link_until_one_has_come_in(home):
    owner = needed(home)
    assert (owner.email, needed(home)) == (OWNER, owner)
    come_in(home, owner)
    assert needed(home) is None
    assert needed(home, always=True).email == OWNER


def test_an_owner_who_was_shut_out_is_not_let_in_by_a_start(say, home):
    needed(home)
    say("user", "add", ANN, *OWNER_ROLE)
    say("user", "disable", OWNER)
    assert needed(home, always=True).email == ANN


def test_a_link_is_shown_on_a_terminal_alone(home, capsys):
    call = make_call(home, as_json=False)
    say_console(call, "http://shop.test")
    said = capsys.readouterr().out
    assert said == f"For a link into the console: harvestman user link {OWNER}\n"
    with open_ledger(home) as ledger, ledger.read() as connection:
        assert connection.execute(select(login_links)).all() == []
