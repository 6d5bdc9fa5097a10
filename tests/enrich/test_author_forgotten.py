"""One who wrote opinions is erased: no row made of them is left, and none comes back."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from canary import naming
from copied_home import copied
from told_home import told_home

from enrich.equipment import Equipment
from enrich.steps import steps
from lake.forget import erase_author
from lake.pin import pin
from lake.settings import LakeSettings
from lake.sought import ARTICLE_KEY, CATEGORY_KEY, OPINION_KEY, Sought
from lake.sql import current
from lake.stages import run_stage
from lake.store import Lake

NAMED = ("language", "sentiment", "entities", "block", "pair", "match", "summarise")
QUOTED = """
SELECT author_hash, any_value({key}), any_value(text), any_value(url)
FROM opinions WHERE {key} IN (
    SELECT unnest(outputs).source_key FROM enriched_summaries WHERE kind = 'group'
) GROUP BY author_hash ORDER BY author_hash LIMIT 1
"""


class Died(Exception):
    """What a test raises where a kill could come."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = told_home(tmp_path_factory.mktemp("told"))
    work(lake)
    pin(lake)
    return lake.home


@pytest.fixture
def lake(lived: Path, tmp_path: Path) -> Lake:
    return copied(lived, tmp_path / "home")


def work(lake: Lake) -> None:
    for step in steps(Equipment()):
        if step.name in NAMED:
            run_stage(lake, step)


def asked(lake: Lake, sql: str) -> list[tuple[Any, ...]]:
    with current(lake) as now:
        return now.execute(sql).fetchall()


def quoted(lake: Lake) -> tuple[str, str, str, str]:
    """Return an author of whom a summary has a sentence: hash, key, last words, page."""
    author, key, text, url = asked(lake, QUOTED.format(key=OPINION_KEY))[0]
    return author, key, text[text.index("That was") :], url


def summed_up(lake: Lake) -> set[str]:
    told = "SELECT entity_key FROM enriched_summaries WHERE kind = 'group'"
    return {key for (key,) in asked(lake, told)}


def test_what_was_made_of_an_opinion_goes_with_its_author_for_good(lake: Lake) -> None:
    author, key, words, url = quoted(lake)
    groups = summed_up(lake)
    erased = erase_author(lake, Sought(authors=(author,)))
    left = [naming(lake.home, word) for word in (key, words)]
    assert (erased.urls, left) == ((url,), [[], []])
    assert {"enriched_sentiments", "enriched_summaries"} <= erased.rows.keys()
    work(lake)
    assert [naming(lake.home, word) for word in (key, words)] == [[], []]
    assert summed_up(lake) == groups


def test_every_query_keys_opinions_and_articles_as_erasing_does() -> None:
    room = Path(steps.__code__.co_filename).parent
    told = " ".join(file.read_text() for file in sorted(room.rglob("*.sql")))
    keys = re.findall(r"md5\(concat_ws\([^()]*author_hash[^()]*\)\)", told)
    assert {re.sub(r"\b[a-z]\.", "", key) for key in keys} == {OPINION_KEY}
    assert ARTICLE_KEY in told
    assert re.sub(r"\s+", "", CATEGORY_KEY) in re.sub(r"\s+|\bp\.", "", told)


@pytest.mark.slow
def test_a_kill_between_any_two_steps_is_made_good_by_the_next_call(
    lived: Path, tmp_path: Path
) -> None:
    author, key, words, url = quoted(Lake.open(lived, LakeSettings()))
    names = steps_of(copied(lived, tmp_path / "whole"), author, 1000)
    assert "committed opinions" in names
    for number in range(1, len(names)):
        again = copied(lived, tmp_path / f"home-{number}")
        steps_of(again, author, number)
        assert erase_author(again, Sought(authors=(author,))).urls == (url,)
        found = [naming(again.home, word) for word in (key, words)]
        assert (names[number], found) == (names[number], [[], []])


def steps_of(lake: Lake, author: str, most: int) -> list[str]:
    done: list[str] = []

    def step(name: str) -> None:
        done.append(name)
        if len(done) == most:
            raise Died(name)

    with suppress(Died):
        erase_author(lake, Sought(authors=(author,)), step=step)
    return done
