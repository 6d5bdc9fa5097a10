"""Who may use the console: found by address, let in once a link, shut out at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from ledger import logins, passwords, tries, users
from ledger.errors import LastOwner, PasswordRefused, UserRefused, UserUnknown
from ledger.usertables import login_links
from ledger.usertables import logins as rows

GOOD = "correct horse battery"


@pytest.fixture
def owner(ledger, now):
    with ledger.write() as connection:
        return users.add(connection, " Ann@Example.ORG", "owner", now)


def link_of(ledger, user, now):
    with ledger.write() as connection:
        return logins.offer(connection, user, now)


def redeemed(ledger, token, now):
    with ledger.write() as connection:
        return logins.redeem(connection, token, now)


def logged_in(ledger, user, now):
    with ledger.write() as connection:
        return logins.begin(connection, user, now)


def who(ledger, id_, now):
    with ledger.read() as connection:
        return logins.who(connection, id_, now)


def test_an_address_belongs_to_one_user_however_it_is_written(ledger, owner, now):
    assert owner.email == "ann@example.org"
    with ledger.write() as connection:
        assert users.find(connection, "ANN@example.org ") == owner
        with pytest.raises(UserRefused):
            users.add(connection, "ann@EXAMPLE.org", "viewer", now)


@pytest.mark.parametrize(
    "email", ["", "ann", "@", "a@b@c", "a b@c", "a@b\nx", "x" * 251 + "@b.c", "<a@b>"]
)
def test_what_is_no_address_is_refused(email):
    with pytest.raises(UserRefused):
        users.normal(email)


def test_a_link_lets_its_user_in_once(ledger, owner, now):
    token = link_of(ledger, owner, now)
    assert redeemed(ledger, token, now).user_id == owner.user_id
    assert redeemed(ledger, token, now) is None


def test_a_link_that_is_used_by_many_at_once_lets_one_in(opened, ledger, owner, now):
    token, others = link_of(ledger, owner, now), [opened() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda one: redeemed(one, token, now), others)
        assert len([one for one in found if one]) == 1


def test_a_link_ends_by_time_by_a_newer_one_and_with_its_user(ledger, owner, now):
    late = link_of(ledger, owner, now)
    assert redeemed(ledger, late, now + logins.LINK_LASTS) is None
    older, newer = link_of(ledger, owner, now), link_of(ledger, owner, now)
    assert redeemed(ledger, older, now) is None
    with ledger.write() as connection:
        users.add(connection, "b@b.c", "owner", now)
        users.disable(connection, owner, now)
    assert redeemed(ledger, newer, now) is None


def test_the_ledger_holds_nothing_that_opens_a_door(ledger, owner, now):
    token, id_ = link_of(ledger, owner, now), logged_in(ledger, owner, now)
    with ledger.read() as connection:
        held = [*connection.execute(select(login_links)).one()]
        held += connection.execute(select(rows)).one()
    assert not {token, id_} & {str(one) for one in held}


def test_a_login_ends_half_a_day_after_its_last_use_and_after_a_week(
    ledger, owner, now
):
    id_, hour = logged_in(ledger, owner, now), timedelta(hours=1)
    assert who(ledger, id_, now + 11 * hour).user.email == owner.email
    assert who(ledger, id_, now + 12 * hour) is None
    for hours in range(0, 24 * 7 - 1, 11):
        with ledger.write() as connection:
            login = logins.who(connection, id_, now + hours * hour)
            logins.note(connection, login, now + hours * hour)
    assert who(ledger, id_, now + 24 * 7 * hour - hour)
    assert who(ledger, id_, now + 24 * 7 * hour) is None


@pytest.mark.parametrize("how", ["disable", "role", "password"])
def test_who_is_disabled_or_changed_loses_all_logins_at_once(ledger, owner, now, how):
    with ledger.write() as connection:
        users.add(connection, "b@b.c", "owner", now)
        id_ = logins.begin(connection, owner, now)
        if how == "disable":
            assert users.disable(connection, owner, now)
        elif how == "role":
            assert users.give_role(connection, owner, "viewer")
        else:
            users.set_password(connection, owner, passwords.hashed(GOOD))
    assert who(ledger, id_, now) is None


def test_the_last_owner_stays(ledger, owner, now):
    with ledger.write() as connection:
        with pytest.raises(LastOwner):
            users.disable(connection, owner, now)
        with pytest.raises(LastOwner):
            users.give_role(connection, owner, "staff")
        other = users.add(connection, "b@b.c", "owner", now)
        assert users.disable(connection, owner, now)
        assert not users.disable(connection, owner, now)
        with pytest.raises(LastOwner):
            users.disable(connection, other, now)
        assert users.enable(connection, owner)
        with pytest.raises(UserUnknown):
            users.known(connection, "nobody@b.c")


def test_the_sixth_try_within_a_quarter_of_an_hour_waits(ledger, now):
    def tried(email, place, at):
        with ledger.write() as connection:
            return tries.count(connection, email, place, at)

    found = [tried("A@b.c ", f"place {n}", now) for n in range(5)]
    assert found == [None] * 5
    minute = timedelta(minutes=1)
    assert tried("a@b.c", "another", now + minute) == 14 * minute
    assert tried("a@b.c", "another", now + 15 * minute) is None
    many = [tried(f"{n}@b.c", "one", now + 20 * minute) for n in range(30)]
    assert many == [None] * 30
    assert tried("31@b.c", "one", now + 20 * minute) == 15 * minute
    with ledger.write() as connection:
        tries.forget(connection, "1@b.c")
    assert tried("1@b.c", "elsewhere", now + 20 * minute) is None


def test_a_password_is_held_as_argon2id_and_fits_only_itself():
    held = passwords.hashed(GOOD)
    assert held.startswith("$argon2id$")
    assert passwords.fits(held, GOOD)
    assert not passwords.fits(held, GOOD + "y")
    assert not passwords.fits(None, "")
    assert passwords.renewed(held, GOOD) == held
    renewed = passwords.renewed(PasswordHasher(1, 8_192, 1).hash(GOOD), GOOD)
    assert "m=19456,t=2,p=1" in renewed
    assert passwords.fits(renewed, GOOD)


@pytest.mark.parametrize("weak", ["short", "a" * 20, "ann.smith.1990"])
def test_what_is_easily_guessed_is_no_password(weak):
    with pytest.raises(PasswordRefused):
        passwords.hashed(weak, "ann.smith@example.org")
