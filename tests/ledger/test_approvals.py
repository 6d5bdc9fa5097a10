"""Who let which edition of a product be sold: what may follow what, and the day's cap."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from ledger import audit
from ledger.approvals import (
    RULE,
    Decision,
    approve_within,
    by_rule_since,
    decide,
    decisions,
    left_to_people,
    standing,
)
from ledger.errors import AlreadyDecided
from ledger.forgetting import Sought, forget
from ledger.tables import approvals

YES = Decision("kettles", "d1", "approved", "ann", "reads well")
NO, OFF = replace(YES, verdict="refused"), replace(YES, verdict="withdrawn")


def verdicts(ledger, *told, now):
    """Decide one after the other and return what stands."""
    for decision in told:
        with ledger.write() as connection:
            decide(connection, decision, now)
    with ledger.read() as connection:
        return {key: one.verdict for key, one in standing(connection).items()}


def wanted(count, prefix="k"):
    return [
        Decision(f"{prefix}{number}", "d", "approved", RULE) for number in range(count)
    ]


def by_rule(ledger, decisions, cap, now):
    with ledger.write() as connection:
        return [
            one.generated_key for one in approve_within(connection, decisions, cap, now)
        ]


@pytest.mark.parametrize("told", [[YES], [NO], [OFF], [YES, OFF]])
def test_the_newest_verdict_of_an_edition_stands(ledger, now, told):
    stands = verdicts(ledger, *told, now=now)
    assert stands == {("kettles", "d1"): told[-1].verdict}


@pytest.mark.parametrize(
    ("told", "then", "said"),
    [
        ([YES], YES, "already approved by ann on 2026-03-01"),
        ([NO], NO, "already refused"),
        ([YES, OFF], YES, "a newer edition can be approved"),
        ([YES], NO, "it can be withdrawn"),
        ([NO], YES, "a newer edition can be approved"),
        ([NO], OFF, "already refused"),
        ([OFF], NO, "already withdrawn"),
    ],
)
def test_a_verdict_that_cannot_follow_is_refused(ledger, now, told, then, said):
    before = verdicts(ledger, *told, now=now)
    with pytest.raises(AlreadyDecided, match=said):
        verdicts(ledger, then, now=now)
    assert verdicts(ledger, now=now) == before


def test_editions_are_decided_apart(ledger, now):
    newer = replace(YES, digest="d2")
    stands = verdicts(ledger, YES, OFF, newer, now=now)
    assert stands == {("kettles", "d1"): "withdrawn", ("kettles", "d2"): "approved"}


def test_a_decision_is_audited_without_the_words_of_its_reason(ledger, now):
    verdicts(ledger, YES, OFF, now=now)
    with ledger.read() as connection:
        assert audit.verify(connection).checked == 2
        first, last = connection.execute(select(audit.audit).order_by("seq")).all()
    assert (first.actor, first.action) == ("ann", "product.approved")
    assert (last.subject, last.facts) == ("kettles", {"digest": "d1"})


def test_a_decision_that_fails_leaves_neither_row(ledger, now):
    with pytest.raises(RuntimeError), ledger.write() as connection:
        decide(connection, YES, now)
        raise RuntimeError
    with ledger.read() as connection:
        assert (decisions(connection), audit.head(connection).count) == ([], 0)


@pytest.mark.parametrize(
    "change",
    [
        update(approvals).values(verdict="refused"),
        update(approvals).values(decided_at=text("'2020-01-01 00:00:00.000000'")),
        update(approvals).values(reason="another"),
        delete(approvals),
    ],
)
def test_the_database_refuses_to_change_a_decision(ledger, now, change):
    before = verdicts(ledger, YES, now=now)
    with pytest.raises(DBAPIError), ledger.write() as connection:
        connection.execute(change)
    assert verdicts(ledger, now=now) == before


def test_sqlite_refuses_to_replace_a_decision(ledger, now):
    before = verdicts(ledger, YES, now=now)
    row = {"approval_id": 1, "generated_key": "kettles", "digest": "d1"}
    row |= {"verdict": "refused", "actor": "bob", "reason": "", "decided_at": now}
    with pytest.raises(DBAPIError), ledger.write() as connection:
        statement = insert(approvals).prefix_with("OR REPLACE", dialect="sqlite")
        connection.execute(statement, row)
    assert verdicts(ledger, now=now) == before


def test_a_reason_that_names_what_is_forgotten_goes_and_the_verdict_stays(ledger, now):
    named = replace(YES, digest="d2", reason="as http://gone.test/ says so")
    before = verdicts(ledger, YES, named, now=now)
    assert forget(ledger, Sought(urls=r"https?://gone\.test/")) == 1
    assert verdicts(ledger, now=now) == before
    with ledger.read() as connection:
        said = [one.reason for one in decisions(connection)]
    assert said == ["reads well", "forgotten"]


def test_the_rule_stops_at_the_cap_and_goes_on_the_next_day(ledger, now):
    assert by_rule(ledger, wanted(5), 3, now) == ["k0", "k1", "k2"]
    assert by_rule(ledger, wanted(5), 3, now + timedelta(hours=11)) == []
    assert by_rule(ledger, wanted(5), 3, now + timedelta(hours=12)) == ["k3", "k4"]


def test_what_people_approve_takes_nothing_from_the_cap(ledger, now):
    verdicts(ledger, YES, now=now)
    assert by_rule(ledger, wanted(2), 1, now) == ["k0"]
    with ledger.read() as connection:
        assert by_rule_since(connection, now) == 1


@pytest.mark.parametrize("verdict", [YES, NO, OFF])
def test_the_rule_leaves_what_somebody_decided(ledger, now, verdict):
    before = verdicts(ledger, verdict, now=now)
    assert by_rule(ledger, [YES], 9, now) == []
    assert verdicts(ledger, now=now) == before


def test_a_lower_cap_than_was_used_up_approves_nothing(ledger, now):
    by_rule(ledger, wanted(3), 3, now)
    assert by_rule(ledger, wanted(5), 1, now) == []


def test_the_cap_holds_whoever_approves_at_the_same_time(opened, now):
    ledgers = [opened() for _ in range(4)]

    def approve(number):
        mine = wanted(5, prefix=f"of{number}-")
        return by_rule(ledgers[number % 4], mine, 7, now)

    with ThreadPoolExecutor(4) as pool:
        approved = [key for keys in pool.map(approve, range(8)) for key in keys]
    assert len(set(approved)) == len(approved) == 7
    assert len(verdicts(ledgers[0], now=now)) == 7


def test_two_people_at_once_decide_an_edition_once(opened, now):
    ledgers = [opened() for _ in range(4)]

    def approve(number):
        try:
            verdicts(ledgers[number], YES, now=now)
        except AlreadyDecided:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(approve, range(4))) == 1


def test_a_product_that_a_person_took_off_is_left_to_people(ledger, now):
    verdicts(ledger, NO, replace(YES, generated_key="lamps"), now=now)
    by_rule(ledger, [replace(YES, digest="d2")], 9, now)
    with ledger.read() as connection:
        assert left_to_people(standing(connection)) == {"kettles"}
    verdicts(ledger, replace(YES, digest="d3"), now=now)
    with ledger.read() as connection:
        assert left_to_people(standing(connection)) == set()
