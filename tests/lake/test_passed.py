"""Of what steps say of an entity the newest row is kept, and no word of those before."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from canary import naming
from lake_sayer import killed_while_saying, put, say

from lake.clock import utc_now
from lake.compact import compact
from lake.datafiles import data_files
from lake.load import append
from lake.pin import pin
from lake.settings import LakeSettings
from lake.sql import connect
from lake.stages import release, withdraw
from lake.store import Lake
from lake.vacuum import vacuum
from lake.verify import verify

Ask = Callable[[str], list[tuple[object, ...]]]
SAID = "SELECT entity_key, summary FROM enriched_summaries"
BOOKS = "SELECT input_key, rows FROM made"
STEPS = ("wrote", "committed", "replaced")


class Killed(Exception):
    """What a test raises where a kill could come."""


def later(days: int) -> Callable[[], datetime]:
    return lambda: utc_now() + timedelta(days=days)


@pytest.fixture
def told(lake: Lake) -> Lake:
    release(lake, "step", 1)
    say(lake, a="zebra one", b="of b")
    say(lake, a="zebra two")
    say(lake, a="of a")
    return lake


def test_what_was_said_before_is_in_no_file_when_its_time_is_over(
    told: Lake, ask: Ask
) -> None:
    compact(told)
    assert ask(SAID) == [("a", "of a"), ("b", "of b")]
    pin(told)
    vacuum(told, now=later(99))
    assert naming(told.home, "zebra") == []
    assert compact(told).tables == ()
    # The batch whose rows are all gone is a notice, which costs nobody anything.
    assert {of.severity for of in verify(told).findings} == {"notice"}


def test_a_pinned_lake_says_what_it_said_until_it_is_pinned_anew(told: Lake) -> None:
    pin(told)
    compact(told)
    vacuum(told, now=later(99))
    with connect(told.home) as pinned:
        assert pinned.execute(f"{SAID} WHERE summary LIKE 'zebra%'").fetchall()


def test_books_go_with_the_last_row_of_an_input(told: Lake, ask: Ask) -> None:
    none = {"input_key": "none", "maker": "step", "maker_version": 1, "rows": 0}
    wrong = {**none, "input_key": "wrong", "error": "broke"}
    books = [{**row, "made_at": utc_now()} for row in (none, wrong)]
    append(told, "step", {"made": pa.Table.from_pylist(books)})
    compact(told)
    left = ask("SELECT input_key FROM enriched_summaries")
    assert {key for key, rows in ask(BOOKS) if rows} == {key for (key,) in left}
    assert [key for key, rows in ask(BOOKS) if not rows] == ["none", "wrong"]


def test_a_newer_version_passes_an_older_one_when_it_cannot_be_withdrawn(
    told: Lake, ask: Ask
) -> None:
    release(told, "step", 2)
    say(told, version=2, a="newer")
    compact(told, now=later(6))
    withdraw(told, "step", 2)
    assert ask(SAID) == [("a", "of a"), ("b", "of b")]
    release(told, "step", 2)
    compact(told, now=later(8))
    withdraw(told, "step", 2)
    assert ask(SAID) == [("b", "of b")]


def test_a_withdrawn_version_passes_nothing(told: Lake, ask: Ask) -> None:
    say(told, version=2, a="never released")
    compact(told, now=later(99))
    assert ask(SAID) == [("a", "of a"), ("b", "of b")]


def test_numbers_are_kept_as_they_were_and_titles_as_they_are(
    lake: Lake, ask: Ask
) -> None:
    release(lake, "step", 1)
    best = {"entity_key": "c", "group_key": "g", "title": "zebra"}
    put(
        lake,
        market_categories=[{"entity_key": "c", "groups": 1}],
        market_bestsellers=[best],
        scores=[{"entity_key": "g", "score": 1.0}],
    )
    put(
        lake,
        market_categories=[{"entity_key": "c", "groups": 0}],
        scores=[{"entity_key": "g", "score": 2.0}],
    )
    compact(lake)
    assert ask("SELECT groups FROM market_categories") == [(0,), (1,)]
    assert ask("SELECT score FROM scores") == [(1.0,), (2.0,)]
    assert ask("SELECT title FROM market_bestsellers") == []


@pytest.mark.parametrize("name", ["enriched_summaries", "made"])
@pytest.mark.parametrize("at", STEPS)
def test_a_kill_at_any_step_is_made_good_by_the_next_compaction(
    told: Lake, ask: Ask, at: str, name: str
) -> None:
    def step(now: str) -> None:
        if now == f"{at} {name}":
            raise Killed(now)

    with pytest.raises(Killed):
        compact(told, step=step)
    assert {("a", "of a"), ("b", "of b")} <= set(ask(SAID))
    compact(told)
    assert (ask(SAID), len(ask(BOOKS))) == ([("a", "of a"), ("b", "of b")], 2)


def test_the_newest_row_outlives_any_kill_and_the_others_go(
    lake: Lake, ask: Ask
) -> None:
    release(lake, "step", 1)
    last = 0
    for seed in range(5):
        last = killed_while_saying(lake.home, last + 1, seed)
    compact(lake)
    found = ask(SAID)
    assert [key for key, _ in found] == ["a", "b"]
    # What was not acknowledged may have come all the same, in both.
    assert {said for _, said in found} <= {f"{last:05}", f"{last + 1:05}"}
    assert len({said for _, said in found}) == 1
    assert {of.severity for of in verify(lake).findings} <= {"notice"}


def test_what_is_said_while_it_runs_is_kept_beside_what_it_keeps(
    told: Lake, ask: Ask
) -> None:
    def step(now: str) -> None:
        if now in ("wrote enriched_summaries", "replaced enriched_summaries"):
            say(told, a=now, c="of c")

    compact(told, step=step)
    newest = "SELECT arg_max(summary, ingested_at) FROM enriched_summaries"
    assert ask(newest + " WHERE entity_key = 'a'") == [("replaced enriched_summaries",)]
    assert ("b", "of b") in ask(SAID)
    compact(told)
    assert [key for key, _ in ask(SAID)] == ["a", "b", "c"]


def test_a_large_file_is_written_anew_for_one_row_when_its_time_is_over(
    lake: Lake,
) -> None:
    large = Lake(lake.home, LakeSettings(compact_rows=10))
    release(large, "step", 1)
    say(large, **{f"k{n}": "zebra" if n == 1 else "word" for n in range(20)})
    compact(large)
    say(large, k1="of k1")
    compact(large, now=later(6))
    assert naming_now(large)
    compact(large, now=later(8))
    assert not naming_now(large)


def test_books_of_a_large_file_go_with_the_one_row_they_tell_of(
    lake: Lake, ask: Ask
) -> None:
    large = Lake(lake.home, LakeSettings(compact_rows=10))
    release(large, "step", 1)
    say(large, **{f"k{n}": "word" for n in range(20)})
    compact(large)
    release(large, "step", 2)
    say(large, version=2, k1="of k1")
    compact(large, now=later(8))
    withdraw(large, "step", 2)
    # Whoever asks version 1 for the input of k1 again is not told that it was made.
    told = ask("SELECT input_key FROM enriched_summaries ORDER BY 1")
    assert len(told) == 19
    books = "SELECT input_key FROM made WHERE maker_version = 1 ORDER BY 1"
    assert ask(books) == told


def naming_now(lake: Lake) -> list[str]:
    """Return which current files say what was said before."""
    at = lake.folder / "enriched_summaries"
    current = {file.path for file in data_files(lake.table("enriched_summaries"))}
    return [of for of in naming(at, "zebra") if of.partition(":")[0] in current]
