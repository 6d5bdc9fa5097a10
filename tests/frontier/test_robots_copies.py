import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from disks import full_disk
from hypothesis import given
from hypothesis import strategies as st

from frontier.errors import DiskFull
from frontier.frames import Frames
from frontier.robots import Answer, Kind, Robots, RobotsSettings
from frontier.robotsrules import Rules
from frontier.robotsshelf import Shelf

PAGE = "https://shop.test/private/a"
OPEN_PAGE = "https://shop.test/a"
SETTINGS = RobotsSettings(name="harvestman")
ALL = Answer(404)
SOME = Answer(200, b"User-agent: *\nDisallow: /private/\n")


def opened(folder: Path, settings: RobotsSettings = SETTINGS) -> Robots:
    return Robots.open(folder, settings)


def asked(folder: Path, answer: Answer) -> Robots:
    robots = opened(folder)
    robots.answered("https://shop.test/robots.txt", answer, 0.0)
    return robots


def kind(robots: Robots, url: str, now: float) -> Kind:
    return robots.verdict(url, now).kind


def test_rules_are_read_again_for_another_name(tmp_path: Path) -> None:
    body = b"User-agent: harvestman\nDisallow:\nUser-agent: bee\nDisallow: /"
    assert kind(asked(tmp_path, Answer(200, body)), PAGE, 1.0) is Kind.ALLOWED
    bee = opened(tmp_path, RobotsSettings(name="bee"))
    assert kind(bee, PAGE, 1.0) is Kind.FORBIDDEN


def test_a_file_that_was_cut_is_read_alike_after_a_restart(tmp_path: Path) -> None:
    # 500 KiB end within the last line's path, behind `/a`.
    body = (b"User-agent: *\nDisallow: /p\n#").ljust(511_987) + b"\nDisallow: /a/long\n"
    asked(tmp_path, Answer(200, body))
    robots = opened(tmp_path)
    assert kind(robots, PAGE, 1.0) is Kind.FORBIDDEN
    assert kind(robots, OPEN_PAGE, 1.0) is Kind.ALLOWED


def test_rules_that_do_not_fit_in_memory_are_read_from_disk(tmp_path: Path) -> None:
    robots = opened(tmp_path, RobotsSettings(name="harvestman", parsed_bytes=1))
    shops = [f"http://shop-{n}.test" for n in range(5)]
    for shop in shops:
        robots.answered(f"{shop}/robots.txt", SOME, 0.0)
    found = [kind(robots, f"{shop}/private/", 1.0) for shop in shops]
    assert found == [Kind.FORBIDDEN] * 5


def test_a_full_disk_loses_nothing_and_frees_the_fetch(tmp_path: Path) -> None:
    robots = asked(tmp_path, ALL)
    robots.verdict("http://a.shop.test/", 0.0)
    noise = Answer(200, os.urandom(9000))
    with full_disk(), pytest.raises(DiskFull):
        robots.answered("http://a.shop.test/robots.txt", noise, 0.0)
    assert kind(robots, "http://a.shop.test/", 1.0) is Kind.ASK
    robots.answered("http://a.shop.test/robots.txt", SOME, 1.0)
    again = opened(tmp_path)
    assert kind(again, PAGE, 2.0) is Kind.ALLOWED
    assert kind(again, "http://a.shop.test/private/", 2.0) is Kind.FORBIDDEN


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2000)), min_size=1))
def test_the_rules_in_memory_stay_within_their_room(
    puts: list[tuple[int, int]],
) -> None:
    shelf = Shelf(3000)
    for row, size in puts:
        shelf.put(row, Rules(size=size))
        assert len(shelf) == 1 or shelf.size <= 3000
    row, size = puts[-1]
    assert shelf.get(row) == Rules(size=size)


def test_the_rules_that_are_asked_for_stay_in_memory() -> None:
    shelf = Shelf(1000)
    shelf.put(1, Rules())
    shelf.put(2, Rules())
    shelf.get(1)
    shelf.put(3, Rules())
    shelf.put(3, Rules())
    assert (shelf.get(1), shelf.get(2)) == (Rules(), None)


# Origins of one domain share a file.
SISTERS = [f"http://{name}.shop.test" for name in "abcdef"]


def sisters(folder: Path, *, rounds: int = 1) -> Path:
    """The file of six origins: all forbid /private/, each asked `rounds` times."""
    for path in folder.glob("*.log"):
        path.unlink()
    robots = opened(folder)
    for _ in range(rounds):
        for sister in SISTERS:
            robots.answered(f"{sister}/robots.txt", SOME, 0.0)
    robots.close()
    return next(folder.glob("*.log"))


def kinds(robots: Robots) -> list[Kind]:
    return [kind(robots, f"{sister}/private/", 1.0) for sister in SISTERS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("robots")


@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_flipped_bit_costs_one_question(folder: Path, place: int, bit: int) -> None:
    path = sisters(folder)
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(data)
    robots = opened(folder)
    assert robots.damage
    assert sorted(kinds(robots)) == [Kind.FORBIDDEN] * 5 + [Kind.ASK]


@given(kept=st.integers(min_value=0))
def test_a_torn_file_keeps_what_is_whole(folder: Path, kept: int) -> None:
    path = sisters(folder)
    data = path.read_bytes()
    kept %= len(data)
    path.write_bytes(data[:kept])
    whole = kept * len(SISTERS) // len(data)
    assert kinds(opened(folder)) == [Kind.FORBIDDEN] * whole + [Kind.ASK] * (6 - whole)


def test_a_missing_file_costs_questions_only(folder: Path) -> None:
    sisters(folder).unlink()
    assert kinds(opened(folder)) == [Kind.ASK] * 6


def test_a_file_that_is_mostly_out_of_date_is_made_anew(folder: Path) -> None:
    once = sisters(folder).read_bytes()
    path = sisters(folder, rounds=3)
    robots = opened(folder)
    assert path.read_bytes() == once
    assert kinds(robots) == [Kind.FORBIDDEN] * 6
    robots.answered(f"{SISTERS[0]}/robots.txt", ALL, 0.0)
    assert kinds(opened(folder)) == [Kind.ALLOWED] + [Kind.FORBIDDEN] * 5


def test_a_text_that_breaks_under_our_hands_is_asked_for_again(folder: Path) -> None:
    path = sisters(folder)
    robots = opened(folder)
    path.write_bytes(b"\0" * path.stat().st_size)
    assert kinds(robots) == [Kind.ASK] * 6
    assert kinds(robots) == [Kind.WAIT] * 6
    assert robots.stats().with_rules == 0
    assert robots.crawl_delay_s(SISTERS[0]) is None


def test_a_frame_of_something_else_is_passed_over(folder: Path) -> None:
    file = Frames.open(sisters(folder))
    file.append(9, b"from a later version")
    file.close()
    assert kinds(opened(folder)) == [Kind.FORBIDDEN] * 6


WRITER = """
import sys
from pathlib import Path
from frontier.robots import Answer, Robots, RobotsSettings
robots = Robots.open(Path(sys.argv[1]), RobotsSettings(name="harvestman"))
for n in range(1_000_000):
    robots.answered(f"http://shop-{n}.test/robots.txt", Answer(404), 0.0)
    print(n, flush=True)
"""


def test_a_kill_loses_no_answer(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        seen = [int(writer.stdout.readline()) for _ in range(200)]
        writer.send_signal(signal.SIGKILL)
        seen += [int(line) for line in writer.stdout if line.endswith("\n")]
    robots = opened(tmp_path)
    found = {kind(robots, f"http://shop-{n}.test/", 1.0) for n in seen}
    assert found == {Kind.ALLOWED}
