"""A frontier whose files are cut, flipped or missing opens with everything else."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from frontier_life import HOSTS, PLAN, Life
from frontier_small import NOW, drained, pages, small_files

from frontier.errors import BadPlan
from frontier.frames import read_buffer
from frontier.frontier import Frontier

# When the campaign is opened again, and when every host has rested.
LATER = NOW + 1e6
RESTED = LATER + 60.0
# A plan is written anew by who brings one.
UNTOLD = {"plan.json"}
# What a damage leaves of a file's bytes, and which of them were hit.
Damage = Callable[[bytes, random.Random], tuple[bytes | None, range]]


def cut(data: bytes, chance: random.Random) -> tuple[bytes, range]:
    at = chance.randrange(len(data))
    return data[:at], range(at, len(data))


def flip(data: bytes, chance: random.Random) -> tuple[bytes, range]:
    at = chance.randrange(len(data))
    flipped = data[at] ^ 1 << chance.randrange(8)
    return data[:at] + bytes([flipped]) + data[at + 1 :], range(at, at + 1)


def lose(data: bytes, chance: random.Random) -> tuple[None, range]:
    return None, range(len(data))


def overwrite(data: bytes, chance: random.Random) -> tuple[bytes, range]:
    return chance.randbytes(len(data)), range(len(data))


class Lived:
    """What a life left in a folder, closed or killed."""

    def __init__(self, folder: Path, seed: int, *, killed: bool) -> None:
        self.folder = folder / "left"
        with Life(folder / "home", seed, lambda *told: None) as life:
            for _ in range(80):
                life.step()
            life.frontier.schedule(pages("h0.one", 9), life.now)
            if killed:
                shutil.copytree(folder / "home", self.folder)
        if not killed:
            shutil.copytree(folder / "home", self.folder)
        shutil.copytree(self.folder, folder / "whole")
        with opened(folder / "whole") as frontier:
            self.waiting = set(drained(frontier, RESTED))

    def files(self) -> list[Path]:
        """Return the files that hold something, from the folder on."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return [path.relative_to(self.folder) for path in found if path.stat().st_size]

    def damaged(self, path: Path, damage: Damage, to: Path) -> bytes:
        """Damage `path` in a copy; return the bytes of the frames that were hit."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.folder, to)
        data = (to / path).read_bytes()
        chance = random.Random(str(path))  # noqa: S311  # a test's dice, not a secret
        left, hit = damage(data, chance)
        (to / path).unlink() if left is None else (to / path).write_bytes(left)
        return frames_at(to / path, data, hit)


def opened(folder: Path) -> closing[Frontier]:
    return closing(Frontier.open(folder, "shoes", LATER, PLAN))


def frames_at(path: Path, data: bytes, hit: range) -> bytes:
    """Return the frames of `data` with a byte in `hit`; all of it if it has none."""
    frames = read_buffer(memoryview(data), path.name).frames
    ends = [frame.offset + len(frame.payload) for frame in frames]
    begins = [0, *ends[:-1]]
    parts = zip(begins, ends, strict=True) if frames else [(0, len(data))]
    return b"".join(
        data[begin:end] for begin, end in parts if begin < hit.stop and hit.start < end
    )


DAMAGES: list[Damage] = [cut, flip, lose, overwrite]
every_damage = pytest.mark.parametrize("damage", DAMAGES)


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    with small_files():
        yield


@pytest.fixture(scope="module", params=["closed", "killed"])
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Lived:
    folder = tmp_path_factory.mktemp("lived")
    (folder / "home").mkdir()
    return Lived(folder, 7, killed=request.param == "killed")


@every_damage
def test_what_waits_outside_the_damage_still_waits(
    damage: Damage, lived: Lived, tmp_path: Path
) -> None:
    for path in lived.files():
        hit = lived.damaged(path, damage, tmp_path / "damaged")
        with opened(tmp_path / "damaged") as frontier:
            urls = drained(frontier, RESTED)
        assert len(urls) == len(set(urls)), path
        lost = lived.waiting - set(urls)
        assert all(url.encode() in hit for url in lost), path
        assert not lost or is_log(path), path


@every_damage
def test_only_damaged_acks_have_pages_fetched_again(
    damage: Damage, lived: Lived, tmp_path: Path
) -> None:
    for path in lived.files():
        lived.damaged(path, damage, tmp_path / "damaged")
        with opened(tmp_path / "damaged") as frontier:
            again = set(drained(frontier, RESTED)) - lived.waiting
        assert not again or "acks" in path.parts, path


@every_damage
def test_what_comes_after_the_damage_is_kept(
    damage: Damage, lived: Lived, tmp_path: Path
) -> None:
    new = [f"http://{host}/new" for host in HOSTS]
    for path in lived.files():
        lived.damaged(path, damage, tmp_path / "damaged")
        with opened(tmp_path / "damaged") as frontier:
            frontier.schedule(new, LATER)
        with opened(tmp_path / "damaged") as frontier:
            assert set(new) <= set(drained(frontier, RESTED)), path


@pytest.mark.parametrize("damage", [flip, overwrite])
def test_damage_is_told(damage: Damage, lived: Lived, tmp_path: Path) -> None:
    for path in lived.files():
        lived.damaged(path, damage, tmp_path / "damaged")
        with opened(tmp_path / "damaged") as frontier:
            told = " ".join(frontier.stats().damage)
        assert path.name in told or path.name in UNTOLD, path


def is_log(path: Path) -> bool:
    return path.parts[0] == "shoes" and path.stem.isdigit()


@every_damage
def test_a_damaged_plan_is_one_clear_error(
    damage: Damage, lived: Lived, tmp_path: Path
) -> None:
    lived.damaged(Path("shoes/plan.json"), damage, tmp_path / "damaged")
    with suppress(BadPlan):
        Frontier.open(tmp_path / "damaged", "shoes", LATER).close()


@pytest.mark.parametrize("left", [0.0, 0.5, 0.99])
def test_no_url_takes_the_place_of_one_that_was_done(
    left: float, tmp_path: Path
) -> None:
    with opened(tmp_path) as frontier:
        frontier.schedule(pages("a", 3), LATER)
        drained(frontier, LATER)
    log = next((tmp_path / "shoes").glob("[0-9]*/0*.log"))
    log.write_bytes(log.read_bytes()[: int(left * log.stat().st_size)])
    with opened(tmp_path) as frontier:
        frontier.schedule(pages("a", 3, 3), LATER)
    with opened(tmp_path) as frontier:
        assert drained(frontier, RESTED) == pages("a", 3, 3)
