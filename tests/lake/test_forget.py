"""Erasing from a lake whose every table tells of two pages: one goes, one stays."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from canary import naming
from copied_home import copied
from deltalake import DeltaTable
from full_lake import (
    NOW,
    OTHER,
    OWN,
    SECRET,
    body,
    of_opinion,
    opinion_key,
    put,
    url,
    write,
)

from lake.bodies import BodyPlace, read_body
from lake.compact import compact
from lake.derive import refresh
from lake.durable import locked
from lake.erasing import Sought, uris_of
from lake.errors import LakeBusy
from lake.forget import Erased, erase, erase_author, preview
from lake.forgetting import Forgetting, begun, ended
from lake.keys import listing_key
from lake.pin import pin
from lake.seeking import Found
from lake.settings import LakeSettings
from lake.sql import connect, current
from lake.stages import release, withdraw
from lake.store import Lake
from lake.tables import TABLES, VIEWS
from lake.vacuum import vacuum

AUTHORS = "redpoll44"
AUTHOR = Sought(authors=(f"hash of {SECRET}",))


class Died(Exception):
    """What a test raises where a kill could come."""


@dataclass(frozen=True)
class Before:
    rows: dict[str, int]
    numbers: dict[str, int | None]


@dataclass(frozen=True)
class Forgotten:
    lake: Lake
    erased: Erased


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in whose lake both pages were seen, each twice."""
    lake = Lake.open(tmp_path_factory.mktemp("lived") / "home", LakeSettings())
    for writer in ("crawl-a", "crawl-b"):
        put(lake, writer, SECRET)
        put(lake, writer, OTHER)
    for name in TABLES:
        if TABLES[name].derived:
            release(lake, name, 1)
    refresh(lake)
    return lake.home


@pytest.fixture
def lake(lived: Path, tmp_path: Path) -> Lake:
    return copied(lived, tmp_path / "home")


@pytest.fixture(scope="module")
def before(lived: Path) -> Before:
    """Return what the home held: how many rows, and the numbers of its writers."""
    lake = Lake.open(lived, LakeSettings())
    return Before(counts(lake), numbers(lake))


@pytest.fixture(scope="module")
def forgotten(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Forgotten:
    """Return a home that forgot one page, with files that nobody names before it.

    The tests only read it: to erase takes three seconds.
    """
    lake = copied(lived, tmp_path_factory.mktemp("forgotten") / "home")
    left_behind(lake)
    _, done = erase(lake, meant())
    ended(lake.home)
    return Forgotten(lake, done)


def left_behind(lake: Lake) -> None:
    """Put copies of data files, a torn one and broken spool files into the home."""
    held = [Path(uri) for uri in uris_of(lake, "pages")]
    for number, file in enumerate(held):
        shutil.copy(file, file.with_name(f"left-{number}.parquet"))
    held[0].with_name("torn.parquet").write_bytes(held[0].read_bytes()[:-9])
    spool = lake.home / "spool"
    (spool / "x-000000000001.arrow.bad").write_text(f"... {url(SECRET)} ...")
    (spool / "y-000000000001.arrow.bad").write_text(f"... {url(OTHER)} ...")


def numbers(lake: Lake) -> dict[str, int | None]:
    return {n: lake.table(n).transaction_version("crawl-a") for n in ("pages", "made")}  # type: ignore[union-attr]  # fmt: skip


def meant() -> Forgetting:
    host = rf"{SECRET}\.test"
    sought = Sought(urls=rf"https?://{host}(:[0-9]+)?/.*", hosts=host)
    return Forgetting(kind="host", name=f"{SECRET}.test", found=Found(sought=sought))


def gone(lake: Lake) -> Erased:
    _, erased = erase(lake, meant())
    ended(lake.home)
    return erased


def counts(lake: Lake) -> dict[str, int]:
    with current(lake) as now:
        asked = "SELECT count(*) FROM {}"
        return {n: now.execute(asked.format(n)).fetchall()[0][0] for n in TABLES}


def test_the_word_is_in_no_byte_and_the_other_page_is_whole(
    before: Before, forgotten: Forgotten
) -> None:
    assert naming(forgotten.lake.home, SECRET) == []
    lost = {
        name: rows for name, rows in forgotten.erased.rows.items() if name in TABLES
    }
    left = {n: before.rows[n] - lost.get(n, 0) for n in before.rows if n != "batches"}
    now = counts(forgotten.lake)
    assert {n: of for n, of in now.items() if n != "batches"} == left
    assert all(left[name] == 2 for name in left if name not in (*OWN, "made"))


def test_the_other_body_is_read_where_its_row_says(forgotten: Forgotten) -> None:
    home = forgotten.lake.home
    with connect(home) as pinned:
        asked = "SELECT warc_file, warc_offset, warc_length FROM bodies"
        places = pinned.execute(asked).fetchall()
    assert {read_body(home, BodyPlace(*place)) for place in places} == {body(OTHER)}


def test_prices_are_kept_of_the_other_listing_alone(
    forgotten: Forgotten, tmp_path: Path
) -> None:
    lake = copied(forgotten.lake.home, tmp_path / "home")
    kept = {name: shown(lake, name) for name in VIEWS}
    assert {row["listing_key"] for rows in kept.values() for row in rows} == {
        listing_key(f"test,{OTHER})/p/{OTHER}")
    }
    refresh(lake, whole=True)
    assert {name: shown(lake, name) for name in VIEWS} == kept


def shown(lake: Lake, name: str) -> list[dict[str, Any]]:
    with current(lake) as now:
        found = now.sql(f"FROM {name} ORDER BY ALL").to_arrow_table()
    return found.to_pylist()


def test_what_was_withdrawn_or_is_loaded_meanwhile_goes_too(lake: Lake) -> None:
    withdraw(lake, "products", 1)
    put(lake, "crawl-c", SECRET)
    put(lake, "crawl-c", OTHER)
    gone(lake)
    assert naming(lake.home, SECRET) == []
    put(lake, "crawl-d", OTHER)
    assert counts(lake)["pages"] == 4


def test_the_numbers_of_writers_outlive_the_old_log(
    before: Before, forgotten: Forgotten
) -> None:
    assert numbers(forgotten.lake) == before.numbers


def test_other_engines_read_the_tables_from_the_checkpoint(
    forgotten: Forgotten,
) -> None:
    table = DeltaTable(forgotten.lake.place.table("pages").uri)
    assert set(table.to_pyarrow_table()["host"].to_pylist()) == {f"{OTHER}.test"}


def test_files_that_nobody_names_are_looked_into(forgotten: Forgotten) -> None:
    pages = forgotten.lake.folder / "pages"
    # Four batches came one by one, and two of them told of the other page.
    assert len(list(pages.glob("left-*.parquet"))) == 2
    assert not (pages / "torn.parquet").exists()


def test_a_broken_spool_file_goes_when_it_names_it(forgotten: Forgotten) -> None:
    spool = forgotten.lake.home / "spool"
    assert [path.name[0] for path in spool.glob("*.bad")] == ["y"]


def test_a_preview_counts_and_changes_nothing(lake: Lake) -> None:
    before = counts(lake)
    sought = meant().found.sought
    found = preview(lake, sought.urls, sought.hosts)
    assert (found["pages"], found["offers"], found["offers_latest"]) == (2, 2, 1)
    assert counts(lake) == before


def test_a_stage_that_runs_is_not_disturbed(lake: Lake) -> None:
    with (
        locked(lake.folder / ".stage-extract"),
        pytest.raises(LakeBusy, match="extract"),
    ):
        gone(lake)


def test_an_author_goes_from_every_table_and_the_pages_are_named(lake: Lake) -> None:
    erased = erase_author(lake, AUTHOR)
    assert (erased.rows["opinions"], erased.urls) == (2, (url(SECRET),))
    assert naming(lake.home, f"hash of {SECRET}") == []
    assert counts(lake)["opinions"] == 2


def test_every_table_loses_what_was_made_of_the_authors_opinions(lake: Lake) -> None:
    rows = of_opinion(opinion_key(SECRET), AUTHORS)
    write(lake, "enrich", rows)
    assert {"labels", "enriched_entities", "price_suggestions"} <= rows.keys()
    erased = erase_author(lake, AUTHOR).rows
    assert naming(lake.home, AUTHORS) == []
    assert {
        name: erased[name] for name in rows if name != "enriched_summaries"
    } == dict.fromkeys(rows.keys() - {"enriched_summaries"}, 1)
    # And the two that quote a sentence of theirs.
    assert erased["enriched_summaries"] == 3


@pytest.mark.parametrize("died_at", ["keys kept", "rows erased", "purged"])
def test_generated_files_that_quote_an_author_go_with_the_row(
    lake: Lake, died_at: str
) -> None:
    quotes, other = guide("quotes", SECRET), guide("other", OTHER)
    write(lake, "generate", {"generated": [quotes, other]})
    products = lake.home / "products"
    for name in ("quotes.pdf", "quotes.epub", "quotes.html", "other.pdf"):
        (products / name).write_text("a sentence")

    def step(name: str) -> None:
        if name == died_at:
            raise Died(name)

    with suppress(Died):
        erase_author(lake, AUTHOR, step=step)
    erased = erase_author(lake, AUTHOR)
    assert [file.name for file in products.iterdir()] == ["other.pdf"]
    assert "digest of quotes" in erased.file_digests


def guide(name: str, word: str) -> dict[str, Any]:
    """Return the row of a generated product that quotes the opinion `word`."""
    made = {"input_key": name, "maker": "generated", "maker_version": 1}
    about = {"generated_key": name, "kind": "guide", "path": f"{name}.pdf"}
    keys = {"digest": f"digest of {name}", "source_keys": [opinion_key(word)]}
    return made | about | keys


def test_one_page_goes_from_every_table_too(lake: Lake) -> None:
    pattern = f"https?://{SECRET}\\.test/p/{SECRET}"
    found = Found(sought=Sought(urls=pattern))
    erase(lake, Forgetting(kind="url", name=url(SECRET), found=found))
    ended(lake.home)
    # The rest is of the host, which is not forgotten.
    assert {of.split("/")[1] for of in naming(lake.home, SECRET)} <= {"robots"}


def test_lists_that_lost_a_page_are_in_no_old_file_either(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "small", LakeSettings())
    robots = {"host": f"{OTHER}.test", "fetched_at": NOW, "sitemaps": [url(SECRET)]}
    write(lake, "crawl", {"robots": [robots]})
    found = Found(sought=Sought(urls=url(SECRET)))
    erase(lake, Forgetting(kind="url", name=url(SECRET), found=found))
    ended(lake.home)
    assert naming(lake.home, SECRET) == []


def test_what_a_reader_may_still_hold_goes_with_all_versions(lake: Lake) -> None:
    compact(lake)
    pin(lake)
    gone(lake)
    vacuum(lake, now=lambda: NOW + timedelta(days=99))
    assert naming(lake.home, SECRET) == []
    assert all(
        naming(lake.home / "lake" / name, OTHER)
        for name in TABLES
        if name not in (*OWN, "made", "bodies")
    )


@pytest.mark.slow
def test_a_kill_between_any_two_steps_is_made_good_by_the_next_call(
    lived: Path, tmp_path: Path
) -> None:
    names = steps(copied(lived, tmp_path / "whole"), 1000)
    for number in range(1, len(names)):
        again = copied(lived, tmp_path / f"home-{number}")
        assert steps(again, number) == names[:number]
        erase(again, begun(again.home) or meant())
        ended(again.home)
        assert (naming(again.home, SECRET), names[number]) == ([], names[number])
        assert counts(again)["pages"] == counts(again)["bodies"] == 2


def steps(lake: Lake, most: int) -> list[str]:
    done: list[str] = []

    def step(name: str) -> None:
        done.append(name)
        if len(done) == most:
            raise Died(name)

    with suppress(Died):
        erase(lake, meant(), step=step)
    return done


def test_the_old_pinned_lake_that_is_open_answers_or_fails_but_says_nothing_new(
    lake: Lake,
) -> None:
    with connect(lake.home) as old:
        gone(lake)
        with pytest.raises(duckdb.Error):
            old.execute("SELECT url FROM pages").fetchall()
