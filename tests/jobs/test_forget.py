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
from jobs.forget import finish, forget, planned
from lake.ask import ask
from lake.bodies import BodyPlace, read_body
from lake.forgetting import begun
from lake.keys import content_digest
from lake.pin import pin
from lake.store import Lake

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
    copied = tmp_path / "home"
    shutil.copytree(lived, copied)
    pin(Lake.open(copied))
    return copied


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


def test_the_word_is_in_no_byte_after(home: Path, shops: Shops) -> None:
    forget(home, SETTINGS, secret(shops))
    forget(home, SETTINGS, Target.of(shops.url("a.test", COPY)))
    assert naming(home, CANARY) == []


def test_all_else_is_there_and_can_be_read(home: Path, shops: Shops) -> None:
    before = bodies(home)
    forget(home, SETTINGS, secret(shops))
    del before[shops.url("a.test", SECRET)]
    assert bodies(home) == before


def test_a_body_that_another_page_has_lives_on_there(home: Path, shops: Shops) -> None:
    forget(home, SETTINGS, Target.of(shops.url("a.test", COPY)))
    assert b"The same words" in bodies(home)[shops.url("b.test", "/copy")]


def test_the_others_of_its_group_are_matched_scored_and_sold_again(
    home: Path, shops: Shops
) -> None:
    members = "SELECT entity_key, group_key FROM enriched_matches ORDER BY ALL"
    groups = {row["group_key"] for row in rows(home, members)}
    forget(home, SETTINGS, secret(shops))
    left = {row["group_key"] for row in rows(home, members)}
    assert len(left) == len(groups)
    scored = rows(home, "SELECT DISTINCT entity_key FROM scores")
    assert {row["entity_key"] for row in scored} == left
    listed = (
        "SELECT count(DISTINCT group_key) AS n FROM catalogue WHERE status = 'listed'"
    )
    assert rows(home, listed)[0]["n"] >= len(left)


def test_it_is_not_fetched_again(home: Path, shops: Shops) -> None:
    forget(home, SETTINGS, secret(shops))
    shops.asked.clear()
    crawled(home, shops, SECRET)
    assert f"a.test{SECRET}" not in shops.asked
    assert naming(home / "lake", f"{CANARY}-pot") == []


def test_a_page_that_others_link_to_leaves_their_bodies_as_they_are(
    home: Path, shops: Shops
) -> None:
    done = forget(home, SETTINGS, Target.of(shops.url("a.test", KNOWN)))
    assert done.mentions == (shops.url("a.test", "/"),)
    assert {name.split("/")[0] for name in naming(home, LINKED)} == {"warc"}
    assert LINKED.encode() in bodies(home)[shops.url("a.test", "/")]


def test_a_host_goes_with_all_its_pages(home: Path) -> None:
    forget(home, SETTINGS, Target.of("a.test"))
    hosts = rows(home, "SELECT DISTINCT host FROM pages")
    assert {row["host"] for row in hosts} == {*HOSTS} - {"a.test"}
    assert [n for n in naming(home, "a.test") if not n.startswith("warc")] == []


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


def test_the_next_command_ends_what_a_kill_left(home: Path, shops: Shops) -> None:
    assert steps(home, shops, 6)[-1] == "bodies moved"
    assert harvestman("lake", "tables", "--home", str(home)).returncode == 0
    assert begun(home) is None
    assert naming(home, f"{CANARY}-pot") == []


def test_it_is_asked_for_before_anything_goes(home: Path, shops: Shops) -> None:
    url = shops.url("a.test", SECRET)
    done = harvestman("lake", "forget", url, "--home", str(home))
    assert (done.returncode, begun(home)) == (2, None)
    assert "add --yes" in done.stderr


def test_the_command_says_what_it_did(home: Path, shops: Shops) -> None:
    url = shops.url("a.test", KNOWN)
    done = harvestman("lake", "forget", url, "--yes", "--json", "--home", str(home))
    said = json.loads(done.stdout.splitlines()[-1])
    assert (said["kind"], said["rows"]["pages"]) == ("url", 1)
    assert said["mentions"] == [shops.url("a.test", "/")]


def harvestman(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def steps(home: Path, shops: Shops, most: int = 1000) -> list[str]:
    """Forget up to the step of that number, and die there; return the steps done."""
    done: list[str] = []

    def step(name: str) -> None:
        done.append(name)
        if len(done) == most:
            raise Died(name)

    with suppress(Died):
        forget(home, SETTINGS, secret(shops), step)
    return done


@pytest.mark.slow
def test_dying_between_any_two_steps_leaves_the_rest_to_the_next_call(
    lived: Path, shops: Shops, tmp_path: Path
) -> None:
    shutil.copytree(lived, tmp_path / "whole")
    names = steps(tmp_path / "whole", shops)
    expected = bodies(tmp_path / "whole")
    for number in range(1, len(names)):
        home = tmp_path / f"died-{number}"
        shutil.copytree(lived, home)
        assert steps(home, shops, number) == names[:number]
        finish(home, SETTINGS)
        assert (naming(home, f"{CANARY}-pot"), names[number]) == ([], names[number])
        assert (bodies(home), begun(home)) == (expected, None)
        shutil.rmtree(home)
