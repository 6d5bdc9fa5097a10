"""A page is forgotten: its word is in no byte of the home, and all else is as it was."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from canary import naming
from copied_home import copied
from forgotten_home import (
    CANARY,
    COPY,
    HOSTS,
    KNOWN,
    LINKED,
    SECRET,
    SETTINGS,
    crawled,
    pages,
    worked,
)
from shops import Shops, serving

from crawler.errors import HomeBusy
from crawler.owner import owned
from frontier.forgotten import Target
from jobs.business import business
from jobs.forget import finish, forget, planned
from jobs.pipeline import researching, run_one
from lake.ask import ask
from lake.bodies import BodyPlace, read_body
from lake.forgetting import begun
from lake.keys import content_digest

Told = tuple[Path, dict[str, Any]]
PROGRAM = str(Path(sys.executable).with_name("harvestman"))


class Died(Exception):
    """What a test raises where a kill could come."""


@pytest.fixture(scope="module")
def shops() -> Iterator[Shops]:
    with serving(pages()) as running:
        yield running


@pytest.fixture(scope="module")
def lived(shops: Shops, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("lived") / "home"
    home.mkdir()
    crawled(home, shops, SECRET, COPY)
    worked(home)
    return home


@pytest.fixture
def home(lived: Path, tmp_path: Path) -> Path:
    """Return a copy of the home where all has happened."""
    return again(lived, tmp_path / "home")


@pytest.fixture(scope="module")
def forgotten(
    lived: Path, shops: Shops, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return such a home that has forgotten the secret; tests read it only."""
    home = again(lived, tmp_path_factory.mktemp("forgotten") / "home")
    forget(home, SETTINGS, secret(shops))
    return home


@pytest.fixture(scope="module")
def twice(
    forgotten: Path, shops: Shops, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return one that has forgotten the copy as well."""
    home = again(forgotten, tmp_path_factory.mktemp("twice") / "home")
    forget(home, SETTINGS, Target.of(shops.url("a.test", COPY)))
    return home


@pytest.fixture(scope="module")
def killed(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one where a kill came while it forgot a host, and a command after it."""
    home = again(lived, tmp_path_factory.mktemp("killed") / "home")
    assert steps(home, Target.of("a.test"), 6)[-1] == "bodies moved"
    assert begun(home) is not None
    assert harvestman("lake", "tables", "--home", str(home)).returncode == 0
    return home


@pytest.fixture(scope="module")
def told(lived: Path, shops: Shops, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Return one that forgot by a command what others link to, and what that said."""
    home = again(lived, tmp_path_factory.mktemp("told") / "home")
    url = shops.url("a.test", KNOWN)
    done = harvestman("lake", "forget", url, "--yes", "--json", "--home", str(home))
    return home, json.loads(done.stdout.splitlines()[-1])


def again(lived: Path, home: Path) -> Path:
    """Return a copy of a home, pinned there."""
    copied(lived, home)
    return home


def secret(shops: Shops) -> Target:
    return Target.of(shops.url("a.test", SECRET))


def rows(home: Path, sql: str) -> list[dict[str, Any]]:
    return ask(home, sql).to_pylist()


def bodies(home: Path) -> dict[str, bytes]:
    """Return every page's body by its URL; each has the digest that its row says."""
    found = {}
    asked = "SELECT url, content_digest, warc_file, warc_offset, warc_length"
    for row in rows(
        home, f"{asked} FROM pages LEFT JOIN bodies USING (content_digest)"
    ):
        url, digest, *place = row.values()
        body = read_body(home, BodyPlace(*place))
        assert content_digest(body) == digest
        found[url] = body
    return found


def test_the_word_is_everywhere_before(home: Path) -> None:
    rooms = {name.split("/")[0].split(":")[0] for name in naming(home, CANARY)}
    assert rooms >= {"frontier", "lake", "warc", "catalogue"}


def test_the_word_is_in_no_byte_after(twice: Path) -> None:
    assert naming(twice, CANARY) == []


def test_all_else_is_there_and_can_be_read(
    lived: Path, forgotten: Path, shops: Shops
) -> None:
    before = bodies(lived)
    del before[shops.url("a.test", SECRET)]
    assert bodies(forgotten) == before


def test_a_body_that_another_page_has_lives_on_there(twice: Path, shops: Shops) -> None:
    assert b"The same words" in bodies(twice)[shops.url("b.test", "/copy")]


def test_the_others_of_its_group_are_matched_scored_and_sold_again(
    lived: Path, forgotten: Path
) -> None:
    members = "SELECT entity_key, group_key FROM enriched_matches ORDER BY ALL"
    groups = {row["group_key"] for row in rows(lived, members)}
    left = {row["group_key"] for row in rows(forgotten, members)}
    assert len(left) == len(groups)
    scored = rows(forgotten, "SELECT DISTINCT entity_key FROM scores")
    assert {row["entity_key"] for row in scored} == left
    listed = (
        "SELECT count(DISTINCT group_key) AS n FROM catalogue WHERE status = 'listed'"
    )
    assert rows(forgotten, listed)[0]["n"] >= len(left)


def test_nothing_is_told_of_its_market_that_is_no_more_so(
    forgotten: Path, tmp_path: Path
) -> None:
    home = again(forgotten, tmp_path / "home")
    with business(home, SETTINGS) as opened:
        done = run_one(opened, researching(opened), lambda done, total: None)
    assert rows(home, "SELECT entity_key FROM market_categories") != []
    assert done.rows_in == 0


def test_it_is_not_fetched_again(forgotten: Path, shops: Shops, tmp_path: Path) -> None:
    home = again(forgotten, tmp_path / "home")
    shops.asked.clear()
    crawled(home, shops, SECRET)
    assert f"a.test{SECRET}" not in shops.asked
    assert naming(home / "lake", f"{CANARY}-pot") == []


@pytest.mark.slow  # another home is forgotten from
def test_the_command_says_what_it_did(shops: Shops, told: Told) -> None:
    _, said = told
    assert (said["kind"], said["rows"]["pages"]) == ("url", 1)
    assert said["mentions"] == [shops.url("a.test", "/")]


@pytest.mark.slow  # another home is forgotten from
def test_a_page_that_others_link_to_leaves_their_bodies_as_they_are(
    shops: Shops, told: Told
) -> None:
    home, _ = told
    assert {name.split("/")[0] for name in naming(home, LINKED)} == {"warc"}
    assert LINKED.encode() in bodies(home)[shops.url("a.test", "/")]


@pytest.mark.slow  # another home is forgotten from
def test_a_host_goes_with_all_its_pages(killed: Path) -> None:
    hosts = rows(killed, "SELECT DISTINCT host FROM pages")
    assert {row["host"] for row in hosts} == {*HOSTS} - {"a.test"}
    assert [n for n in naming(killed, "a.test") if not n.startswith("warc")] == []


def test_a_dry_run_counts_and_changes_nothing(home: Path, shops: Shops) -> None:
    before = {p: p.read_bytes() for p in (home / "lake").rglob("*.json")}
    found = planned(home, SETTINGS, secret(shops))
    assert (found["pages"], found["products"], found["offers"]) == (1, 1, 1)
    assert {p: p.read_bytes() for p in (home / "lake").rglob("*.json")} == before


def test_what_was_never_seen_is_forgotten_too(home: Path, shops: Shops) -> None:
    done = forget(home, SETTINGS, Target.of("http://never.test/x"))
    assert done.rows == {}


def test_while_a_crawl_runs_nothing_is_forgotten(home: Path, shops: Shops) -> None:
    with owned(home), pytest.raises(HomeBusy, match="crawl is running"):
        forget(home, SETTINGS, secret(shops))
    assert naming(home / "frontier", CANARY) != []


@pytest.mark.slow  # another home is forgotten from
def test_the_next_command_ends_what_a_kill_left(killed: Path) -> None:
    assert begun(killed) is None
    assert naming(killed, f"{CANARY}-pot") == []


def test_it_is_asked_for_before_anything_goes(home: Path, shops: Shops) -> None:
    url = shops.url("a.test", SECRET)
    done = harvestman("lake", "forget", url, "--home", str(home))
    assert (done.returncode, begun(home)) == (2, None)
    assert "add --yes" in done.stderr


def harvestman(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def steps(home: Path, target: Target, most: int = 1000) -> list[str]:
    """Forget up to the step of that number, and die there; return the steps done."""
    done: list[str] = []

    def step(name: str) -> None:
        done.append(name)
        if len(done) == most:
            raise Died(name)

    with suppress(Died):
        forget(home, SETTINGS, target, step)
    return done


@pytest.mark.slow
def test_dying_between_any_two_steps_leaves_the_rest_to_the_next_call(
    lived: Path, shops: Shops, tmp_path: Path
) -> None:
    shutil.copytree(lived, tmp_path / "whole")
    names = steps(tmp_path / "whole", secret(shops))
    expected = bodies(tmp_path / "whole")
    for number in range(1, len(names)):
        home = tmp_path / f"died-{number}"
        shutil.copytree(lived, home)
        assert steps(home, secret(shops), number) == names[:number]
        finish(home, SETTINGS)
        assert (naming(home, f"{CANARY}-pot"), names[number]) == ([], names[number])
        assert (bodies(home), begun(home)) == (expected, None)
        shutil.rmtree(home)
