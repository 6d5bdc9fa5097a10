"""A shop is forgotten, or forbids use: no sentence from it is left, others are chosen."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from canary import naming
from told_home import AT, told_home

from enrich.equipment import Equipment
from enrich.steps import steps
from lake.clock import utc_now
from lake.compact import compact
from lake.forget import erase
from lake.forgetting import Forgetting, ended
from lake.load import append
from lake.pin import pin
from lake.seeking import seek
from lake.sql import current
from lake.stages import run_stage
from lake.store import Lake
from lake.tables import schema
from lake.vacuum import vacuum

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


def forbid(lake: Lake, shop: str) -> None:
    """Let every page of a shop reserve text and data mining, a day later."""
    with current(lake) as now:
        asked = f"SELECT url_key, url, host FROM pages WHERE host = '{shop}'"  # noqa: S608 - ours
        pages = now.sql(asked).to_arrow_table().to_pylist()
    about = {"fetched_at": AT + timedelta(days=1), "status": 200}
    rows = [{**page, **about, "rights": {"tdm_reserved": True}} for page in pages]
    told = pa.schema([field for field in schema("pages") if field.name in rows[0]])
    append(lake, "crawl", {"pages": pa.Table.from_pylist(rows, schema=told)})


def sentences(lake: Lake, keys: set[str]) -> set[str]:
    told = (one for row in summaries(lake) for one in row["outputs"])
    return {one["text"] for one in told if one["source_key"] in keys}


def test_sentences_of_a_shop_that_forbids_use_are_gone_when_compacted(
    tmp_path: Path,
) -> None:
    lake = told_home(tmp_path)
    work(lake)
    theirs = from_shop(lake)
    forbidden = sentences(lake, theirs)
    forbid(lake, "shop1.test")
    work(lake)
    compact(lake)
    pin(lake)
    vacuum(lake, now=lambda: utc_now() + timedelta(days=99))
    allowed = sentences(lake, sources(lake) - theirs)
    left = [
        text
        for text in forbidden - allowed
        if naming(lake.folder / "enriched_summaries", text)
    ]
    assert (len(forbidden - allowed) > 0, left) == (True, [])
    # Nothing that was dropped is made again.
    named = [step for step in steps(Equipment()) if step.name not in LEFT_OUT]
    assert [run_stage(lake, step).rows_in for step in named] == [0] * len(named)
