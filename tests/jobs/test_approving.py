"""The rule that approves products, what it leaves alone, and the lake's copies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from told_editions import KETTLES, LAMPS, NOW, tell

from jobs.approving import approve_by_rule, approving, copied, waits
from jobs.business import Business, business
from jobs.editions import editions
from jobs.generatesettings import GenerateSettings
from jobs.pipeline import run_approving
from jobs.settings import Settings
from lake.sql import current
from ledger.approvals import Decision, decide, standing
from ledger.open import open_ledger

YES = Decision(KETTLES, "d1", "approved", "ann", "well made")


@pytest.fixture
def open_(tmp_path):
    with business(tmp_path, Settings()) as opened:
        yield opened


def with_settings(open_: Business, **generate) -> Business:
    settings = msgspec.structs.replace(
        open_.settings, generate=GenerateSettings(**generate)
    )
    return replace(open_, settings=settings)


def decided(open_: Business, *decisions: Decision) -> None:
    for one in decisions:
        with open_.ledger.write() as connection:
            decide(connection, one, NOW)


def by_rule(open_: Business, now: datetime = NOW) -> list[str]:
    waiting = [one for one in editions(open_) if waits(one)]
    return [one.digest for one in approve_by_rule(open_, waiting, now)]


def in_lake(open_: Business, question: str) -> list[tuple]:
    with current(open_.lake) as connection:
        return connection.execute(question).fetchall()


def test_what_passed_the_gate_is_approved_and_the_rule_is_named(open_):
    tell(open_.lake, KETTLES, "d1", "draft", "checked")
    assert (approving(open_).rows_in, approving(open_).rows_in) == (1, 0)
    with open_.ledger.read() as connection:
        (one,) = standing(connection).values()
    assert (one.verdict, one.actor) == ("approved", "rule")
    assert "its quality of 0.50 is 0.3 or more" in one.reason


@pytest.mark.parametrize(
    "states", [("draft",), ("draft", "checked", "draft"), ("checked", "offered")]
)
def test_what_is_in_another_state_does_not_wait(open_, states):
    tell(open_.lake, KETTLES, "d1", *states)
    assert by_rule(open_) == []


def test_the_best_of_a_day_go_first_and_the_others_wait_for_the_next(open_):
    for number in range(5):
        tell(
            open_.lake, f"k{number}", f"d{number}", "checked", quality=number / 10 + 0.4
        )
    capped = with_settings(open_, daily_cap=2)
    assert by_rule(capped) == ["d4", "d3"]
    assert by_rule(capped) == []
    assert by_rule(capped, NOW + timedelta(days=1)) == ["d2", "d1"]


@pytest.mark.parametrize("quality", [0.29, None])
def test_what_is_poor_is_left_to_a_person(open_, quality):
    tell(open_.lake, KETTLES, "d1", "checked", quality=quality)
    assert by_rule(open_) == []
    assert [waits(one) for one in editions(open_)] == [True]


def test_a_home_may_leave_all_to_people(open_):
    tell(open_.lake, KETTLES, "d1", "checked")
    assert by_rule(with_settings(open_, approve="person")) == []


def test_only_the_newest_edition_of_a_product_is_approved(open_):
    tell(open_.lake, KETTLES, "d1", "draft", "checked", quality=0.9)
    tell(open_.lake, KETTLES, "d2", "draft", "checked")
    assert by_rule(open_) == ["d2"]


def test_an_edition_that_a_stage_withdrew_is_not_approved(open_):
    tell(open_.lake, KETTLES, "d1", "draft", "checked")
    tell(open_.lake, KETTLES, None, "withdrawn")
    tell(open_.lake, LAMPS, "e1", "draft")
    tell(open_.lake, LAMPS, None, "withdrawn")
    tell(open_.lake, LAMPS, "e2", "draft", "checked")
    assert by_rule(open_) == ["e2"]


def test_a_product_that_a_person_refused_waits_for_a_person(open_):
    tell(open_.lake, KETTLES, "d1", "draft", "checked")
    decided(open_, replace(YES, verdict="refused"))
    tell(open_.lake, KETTLES, "d2", "draft", "checked")
    assert by_rule(open_) == []
    decided(open_, replace(YES, digest="d2"))
    tell(open_.lake, KETTLES, "d3", "draft", "checked")
    assert by_rule(open_) == ["d3"]


def test_decisions_are_copied_to_the_lake_once(open_):
    decided(open_, YES)
    assert (copied(open_), copied(open_)) == (1, 0)
    decided(open_, replace(YES, verdict="withdrawn"))
    assert (copied(open_), copied(open_)) == (1, 0)
    found = in_lake(open_, "SELECT verdict, actor, reason, decided_at FROM approvals")
    assert {row[0] for row in found} == {"approved", "withdrawn"}
    assert found[0][1:] == ("ann", "well made", NOW.astimezone(UTC))


def test_a_copy_that_a_kill_left_out_is_made_by_the_next_run(open_, monkeypatch):
    tell(open_.lake, KETTLES, "d1", "checked")
    monkeypatch.setattr("jobs.approving.append", None)
    with pytest.raises(TypeError):
        run_approving(open_)
    monkeypatch.undo()
    assert run_approving(open_).rows_out == 1
    assert in_lake(open_, "SELECT verdict FROM approvals") == [("approved",)]


def test_a_ledger_of_before_that_goes_on_is_copied_too(open_):
    decided(open_, YES, replace(YES, digest="d2"))
    copied(open_)
    with open_ledger(open_.home / "restored") as older:
        again = replace(open_, ledger=older)
        decided(again, YES, replace(YES, digest="d3"))
        assert (copied(again), copied(again)) == (1, 0)


def test_a_run_with_nothing_to_do_leaves_no_batch(open_):
    tell(open_.lake, KETTLES, "d1", "checked")
    run_approving(open_)
    before = in_lake(open_, "SELECT count(*) FROM batches")
    assert run_approving(open_).rows_out == 0
    assert in_lake(open_, "SELECT count(*) FROM batches") == before


def test_a_home_without_products_has_nothing_to_approve(open_):
    assert run_approving(open_).rows_in == 0
    assert open_.lake.is_empty


def test_facts_that_go_back_make_the_old_edition_the_newest_again(open_):
    tell(open_.lake, KETTLES, "d1", "draft", "checked")
    tell(open_.lake, KETTLES, "d2", "draft", "checked")
    tell(open_.lake, KETTLES, "d1", "draft", "checked")
    assert [one.digest for one in editions(open_) if one.is_newest] == ["d1"]
