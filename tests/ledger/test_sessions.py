"""Sessions in the ledger: they end by themselves, and only their own id finds them."""

from datetime import timedelta

import pytest

from ledger import sessions
from ledger.errors import SessionTooLarge

DAY = timedelta(days=1)


@pytest.fixture
def begun(ledger, now):
    with ledger.write() as connection:
        sessions.begin(connection, "a", {"wishes": ["hm-1"]}, now)
    return ledger


def data(ledger, id_hash, now):
    with ledger.read() as connection:
        found = sessions.find(connection, id_hash, now)
    return found and found.data


def change(ledger, changes, now):
    with ledger.write() as connection:
        return sessions.change(connection, "a", changes, now)


def test_a_session_is_found_by_its_own_id_alone(begun, now):
    assert data(begun, "a", now) == {"wishes": ["hm-1"]}
    assert data(begun, "b", now) is None


def test_a_session_ends_when_it_is_not_used_for_a_month(begun, now):
    assert data(begun, "a", now + 29 * DAY)
    assert data(begun, "a", now + 30 * DAY) is None
    assert not change(begun, {"wishes": []}, now + 30 * DAY)


def test_a_session_in_use_lives_on_but_not_longer_than_a_year(begun, now):
    for days in range(20, 365, 20):
        assert change(begun, {"day": days}, now + days * DAY)
    assert data(begun, "a", now + 364 * DAY)
    assert data(begun, "a", now + 365 * DAY) is None


def test_changes_lie_over_what_is_there_and_none_removes(begun, now):
    change(begun, {"consent": True}, now)
    change(begun, {"wishes": None}, now)
    assert data(begun, "a", now) == {"consent": True}


def test_a_use_is_noted_once_a_day(begun, now):
    with begun.read() as connection:
        found = sessions.find(connection, "a", now)
    assert not sessions.is_to_note(found, now + DAY / 2)
    assert sessions.is_to_note(found, now + DAY)


def test_a_renamed_session_leaves_its_old_id_dead(begun, now):
    with begun.write() as connection:
        sessions.rename(connection, "a", "b")
    assert data(begun, "a", now) is None
    assert data(begun, "b", now) == {"wishes": ["hm-1"]}


def test_a_dropped_session_is_gone(begun, now):
    with begun.write() as connection:
        sessions.drop(connection, "a")
    assert data(begun, "a", now) is None


def test_ended_sessions_are_swept_and_living_ones_stay(begun, now):
    with begun.write() as connection:
        sessions.begin(connection, "b", {}, now + 10 * DAY)
        assert sessions.sweep(connection, now + 30 * DAY) == 1
        assert sessions.sweep(connection, now + 30 * DAY) == 0
    assert data(begun, "b", now + 30 * DAY) == {}


def test_a_session_takes_only_so_much(begun, now):
    with pytest.raises(SessionTooLarge):
        change(begun, {"wishes": "x" * 16_000}, now)
    assert data(begun, "a", now) == {"wishes": ["hm-1"]}
