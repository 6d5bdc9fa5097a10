"""An alert begins once, is told again each day, and ends once; one worker looks."""

from datetime import timedelta

from ledger.alerts import Holding, leads, on, settle
from ledger.workers import Seen, leave, tell

LOW = Holding("disk.free_gb < 5", 4.0)
LATER = Holding("queue.parked > 0 for 5m", 1.0, 300)


def looked(ledger, holding, now):
    with ledger.write() as connection:
        return [(one.what, one.rule) for one in settle(connection, holding, now)]


def test_it_is_told_once_when_it_begins_and_once_when_it_ends(ledger, now):
    minute = timedelta(minutes=1)
    assert looked(ledger, [LOW], now) == [("begun", LOW.rule)]
    assert looked(ledger, [LOW], now + minute) == []
    assert looked(ledger, [], now + 2 * minute) == [("ended", LOW.rule)]
    assert looked(ledger, [], now + 3 * minute) == []
    assert looked(ledger, [LOW], now + 4 * minute) == [("begun", LOW.rule)]


def test_what_lasts_is_told_each_day(ledger, now):
    looked(ledger, [LOW], now)
    days = [
        looked(ledger, [LOW], now + timedelta(hours=hours))
        for hours in (23, 24, 25, 48)
    ]
    assert days == [[], [("lasts", LOW.rule)], [], [("lasts", LOW.rule)]]


def test_it_has_to_hold_for_as_long_as_its_rule_says(ledger, now):
    assert looked(ledger, [LATER], now) == []
    assert looked(ledger, [LATER], now + timedelta(seconds=299)) == []
    with ledger.read() as connection:
        assert [one.firing_at for one in on(connection)] == [None]
    assert looked(ledger, [LATER], now + timedelta(seconds=300)) == [
        ("begun", LATER.rule)
    ]


def test_what_ended_before_it_was_told_is_never_told(ledger, now):
    looked(ledger, [LATER], now)
    assert looked(ledger, [], now + timedelta(minutes=1)) == []
    assert looked(ledger, [LATER], now + timedelta(minutes=6)) == []


def test_a_clock_that_goes_back_tells_nothing_twice(ledger, now):
    looked(ledger, [LOW], now)
    assert looked(ledger, [LOW], now - timedelta(days=2)) == []


def test_of_several_workers_the_eldest_that_lives_looks(ledger, now):
    def worker(name, age_s, seen_s):
        begun, seen = now - timedelta(seconds=age_s), now - timedelta(seconds=seen_s)
        return Seen(name, "h", begun, seen, "1", "embedded", {}, 0, 0, 1)

    with ledger.write() as connection:
        assert leads(connection, "a", now)
        for one in (worker("dead", 900, 120), worker("a", 600, 5), worker("b", 60, 5)):
            tell(connection, one)
        assert [leads(connection, name, now) for name in ("dead", "a", "b")] == [
            False,
            True,
            False,
        ]
        leave(connection, "a")
        assert leads(connection, "b", now)
