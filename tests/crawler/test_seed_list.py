from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.campaign.seedfile import Chunk, read_seeds
from crawler.campaign.seedlist import add_seeds, forget
from frontier.forgotten import Target
from frontier.values import Kind

URLS = ["http://a.test/1", "http://a.test/2", "http://b.test/"]


def seeds(path: Path) -> list[str]:
    return [url for chunk in read_seeds(path) for url in chunk.urls]


@given(st.lists(st.lists(st.sampled_from([*URLS, "nonsense"]), max_size=4), max_size=4))
def test_a_seed_is_in_the_list_once_however_often_it_is_added(
    tmp_path_factory: object, batches: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("home") / "c.seeds"  # type: ignore[attr-defined]
    for batch in batches:
        add_seeds(path, [Chunk(batch, Kind.PAGE)])
    given_ = dict.fromkeys(url for batch in batches for url in batch if url in URLS)
    assert (seeds(path) if path.exists() else []) == list(given_)


def test_what_a_person_wrote_into_the_list_stays(tmp_path: Path) -> None:
    path = tmp_path / "c.seeds"
    path.write_text("# mine\nhttp://a.test/1")
    done = add_seeds(path, [Chunk(["http://a.test/1", URLS[1]], Kind.PAGE)])
    assert (done.added, done.known) == (1, 1)
    assert path.read_text() == "# mine\nhttp://a.test/1\nhttp://a.test/2\n"


def test_what_is_no_utf_8_stays_in_the_list_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "shops.seeds"
    path.write_bytes(b"# caf\xe9\n")
    added = add_seeds(path, [Chunk(["http://a.test/"], Kind.PAGE)])
    assert added.added == 1
    assert path.read_bytes() == b"# caf\xe9\nhttp://a.test/\n"


def test_a_sitemap_and_a_page_of_one_address_are_two_seeds(tmp_path: Path) -> None:
    path = tmp_path / "c.seeds"
    chunks = [Chunk(URLS[:1], Kind.PAGE), Chunk(URLS[:1], Kind.SITEMAP)]
    assert add_seeds(path, chunks).added == 2


@pytest.mark.parametrize(
    ("meant", "left"),
    [(URLS[0], URLS[1:]), ("a.test", URLS[2:]), ("c.test", [*URLS, URLS[0]])],
)
def test_forgotten_seeds_leave_every_list(
    tmp_path: Path, meant: str, left: list[str]
) -> None:
    path = tmp_path / "c.seeds"
    add_seeds(path, [Chunk(URLS, Kind.PAGE), Chunk(URLS[:1], Kind.SITEMAP)])
    forget(tmp_path, Target.of(meant))
    assert sorted(seeds(path)) == sorted(left)


def test_a_home_without_lists_has_nothing_to_forget(tmp_path: Path) -> None:
    assert forget(tmp_path / "campaigns", Target.of("a.test")) == 0
