"""The glimpse says what the whole look says, at every turn of a campaign's life."""

import shutil
from pathlib import Path

import pytest
from frontier_small import NOW, plan, small_files

from frontier.frontier import Frontier
from frontier.glimpse import campaigns, glimpse
from frontier.standing import standing


def same(folder: Path) -> tuple[int, int]:
    whole, soon = standing(folder, "shops"), glimpse(folder / "shops")
    assert soon == (whole.pages, whole.pending)
    return soon


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of small files that has lived: segments went, acks were folded."""
    folder = tmp_path_factory.mktemp("lived")
    with small_files():
        for turn in range(4):
            now = NOW + turn * 1000
            frontier = Frontier.open(folder, "shops", now, plan(0.0))
            frontier.schedule(
                [f"http://h{n % 9}.test/{turn}/{n}" for n in range(300)], now
            )
            for step in range(12):
                batch = frontier.next_batch(40, now + 2 + step)
                frontier.done(batch.ids[:-2], now + 2 + step)
            frontier.checkpoint()
            same(folder)
            frontier.close()
    return folder


def test_it_says_what_a_look_at_everything_says(lived: Path) -> None:
    pages, pending = same(lived)
    assert pages > 50
    assert pending > 100
    assert campaigns(lived) == ["shops"]


def test_a_torn_end_costs_itself_alone(lived: Path, tmp_path: Path) -> None:
    torn = shutil.copytree(lived, tmp_path / "torn")
    for path in [*torn.glob("shops/acks/*.log"), *torn.glob("shops/[0-9]*/*.log")]:
        with path.open("ab") as file:
            file.write(b"HMF1\x01\0\0\0\x01\0\0\0\xff\0\0\0")
    assert same(torn) == same(lived)


def test_a_folder_without_campaigns_has_none(tmp_path: Path) -> None:
    assert campaigns(tmp_path / "none") == []
    assert glimpse(tmp_path / "none") == (0, 0)
