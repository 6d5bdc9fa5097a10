"""A shop is forgotten: no sentence from it is left, and the others' are chosen anew."""

from pathlib import Path
from typing import Any

import pytest
from canary import naming
from told_home import told_home

from enrich.equipment import Equipment
from enrich.steps import steps
from lake.forget import erase
from lake.forgetting import Forgetting, ended
from lake.seeking import seek
from lake.sql import current
from lake.stages import run_stage
from lake.store import Lake

LEFT_OUT = ("embed", "entities", "keyphrases", "related", "forecast")
URLS, HOSTS = r"https?://shop1\.test(:[0-9]+)?/.*", r"shop1\.test"
# Every third opinion is that shop's: its own words, and none of another's.
WORDS = [f"That was number {n}." for n in (1, 4, 7, 10)]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = told_home(tmp_path_factory.mktemp("told"))
    work(lake)
    return lake


def work(lake: Lake) -> None:
    for step in steps(Equipment()):
        if step.name not in LEFT_OUT:
            run_stage(lake, step)


def summaries(lake: Lake) -> list[dict[str, Any]]:
    asked = "FROM enriched_summaries WHERE kind = 'group'"
    with current(lake) as now:
        return now.sql(asked).to_arrow_table().to_pylist()


def sources(lake: Lake) -> set[str]:
    return {one["source_key"] for row in summaries(lake) for one in row["outputs"]}


def from_shop(lake: Lake) -> set[str]:
    asked = "SELECT entity_key FROM enriched_languages WHERE url LIKE '%shop1.test%'"
    with current(lake) as now:
        return {key for (key,) in now.execute(asked).fetchall()}


def test_sentences_of_a_forgotten_shop_are_gone_and_others_chosen(lake: Lake) -> None:
    theirs = from_shop(lake)
    groups = {row["entity_key"] for row in summaries(lake)}
    assert theirs & sources(lake)
    found = seek(lake, URLS, HOSTS)
    erase(lake, Forgetting(kind="host", name="shop1.test", found=found))
    ended(lake.home)
    assert not theirs & sources(lake)
    assert [word for word in WORDS if naming(Path(lake.home), word)] == []
    work(lake)
    assert sources(lake)
    assert not theirs & sources(lake)
    assert len({row["entity_key"] for row in summaries(lake)}) == len(groups)
