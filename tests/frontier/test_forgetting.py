"""Forgetting URLs and hosts: their text is in no file, all else is as it was."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.trail import Trail
from frontier import forgetlog
from frontier.due import new_dues
from frontier.duebook import DueBook
from frontier.errors import AlreadyOwned, Unreadable
from frontier.forgetdue import forget_due
from frontier.forgetting import forget
from frontier.forgotten import Target, kept, leave_alone
from frontier.frontier import Frontier
from frontier.inbox import Add, Block, Links, drop, send
from frontier.look import pending
from frontier.plan import Plan
from frontier.planner import Visit
from frontier.politeness import Politeness
from frontier.recrawl import Recrawl
from frontier.robotsanswers import Answer
from frontier.robotssettings import RobotsSettings
from frontier.urls import domain, shard_of
from frontier.values import Kind, Reason
from frontier.verify import verify

NOW = 1_800_000_000.0
SECRET = "canary"
PAGE = f"http://a.test/{SECRET}/p"
HOST = f"{SECRET}.test"
KEPT = [f"http://{host}/{n}" for host in ("a.test", "b.test") for n in range(30)]
GONE = [PAGE, *(f"http://{HOST}/{n}" for n in range(9))]
PLAN = Plan(
    sync="never",
    politeness=Politeness(delay_s=0.0),
    robots=RobotsSettings(name="test"),
    recrawl=Recrawl(on=True),
)


def lived(folder: Path) -> Path:
    """Return a folder whose frontier knows, has fetched and plans both kinds of URLs."""
    frontier = Frontier.open(folder, "shoes", NOW, PLAN)
    trails = [Trail(GONE[1 - n % 2]).packed() for n in range(len(KEPT + GONE))]
    frontier.schedule(KEPT + GONE, NOW, meta=trails)
    for turn in range(12):
        _work(frontier, NOW + turn)
    box = frontier.folder / "inbox"
    drop(box, Add((KEPT[0], PAGE, f"http://{HOST}/new")), NOW)
    drop(box, Block(HOST), NOW)
    urls = [f"http://{HOST}/far", "http://b.test/far"]
    links = Links(urls, [1, 1], [0, 0], [Trail(PAGE).packed()] * 2)
    send(frontier.carrier, shard_of(domain("b.test")), links, NOW)
    frontier.close(NOW + 60)
    return folder


def _work(frontier: Frontier, now: float) -> None:
    batch = frontier.next_batch(100, now)
    for lease in batch:
        if lease.kind is Kind.ROBOTS:
            frontier.answered(lease.id, Answer(200, b"user-agent: *"), now)
        else:
            frontier.done([lease.id], now, visits=[Visit(digest=1)])


def targets() -> list[Target]:
    return [Target.of(PAGE), Target.of(HOST)]


def texts(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


def naming(folder: Path) -> list[str]:
    return [str(p) for p, data in texts(folder) if SECRET.encode() in data]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lived(tmp_path / "frontier")


def test_the_text_is_in_many_files_before_and_in_none_after(folder: Path) -> None:
    assert len(naming(folder)) > 5
    for target in targets():
        leave_alone(folder, target)
        forget(folder, target)
    assert naming(folder) == []


def test_everything_else_waits_as_before(folder: Path) -> None:
    before = {one.url for one in pending(folder / "shoes")}
    for target in targets():
        forget(folder, target)
    assert {one.url for one in pending(folder / "shoes")} == before - set(GONE)


def test_no_file_is_damaged_by_it(folder: Path) -> None:
    for target in targets():
        forget(folder, target)
    assert verify(folder, "shoes").findings == ()


def test_what_is_known_adds_up_as_before(folder: Path) -> None:
    with_all = opened(folder).stats()
    for target in targets():
        forget(folder, target)
    left = opened(folder).stats()
    assert (left.known, left.pages) == (with_all.known, with_all.pages)
    assert left.pending + left.dropped == with_all.pending + with_all.dropped


def opened(folder: Path) -> Frontier:
    frontier = Frontier.open(folder, "shoes", NOW + 100)
    frontier.close()
    return frontier


def test_a_forgotten_url_is_never_taken_in_again(folder: Path) -> None:
    for target in targets():
        leave_alone(folder, target)
        forget(folder, target)
    frontier = Frontier.open(folder, "other", NOW + 100, PLAN)
    found = frontier.schedule([PAGE, PAGE.replace("http", "https"), GONE[3]], NOW + 100)
    frontier.close()
    assert found.reasons.tolist() == [Reason.FORGOTTEN] * 3


def test_a_domain_takes_all_hosts_below_it_and_no_other(tmp_path: Path) -> None:
    leave_alone(tmp_path, Target.of("a.test", domain=True))
    frontier = Frontier.open(tmp_path, "shoes", NOW, PLAN)
    asked = ["http://a.test/", "http://x.y.a.test/", "http://ba.test/", "http://test/"]
    found = frontier.schedule(asked, NOW)
    frontier.close()
    assert found.accepted.tolist() == [False, False, True, True]


def test_the_list_of_what_is_left_alone_names_nothing(tmp_path: Path) -> None:
    for target in (*targets(), Target.of(HOST, domain=True)):
        leave_alone(tmp_path, target)
        leave_alone(tmp_path, target)
    assert naming(tmp_path) == []
    assert [len(column) for column in columns_of(tmp_path)] == [2, 1, 1]


def columns_of(folder: Path) -> list[tuple[int, ...]]:
    found = kept(folder)
    return [found.urls, found.hosts, found.domains]


def test_a_list_that_cannot_be_read_stops_the_crawl(tmp_path: Path) -> None:
    (tmp_path / "forgotten.json").write_text("{")
    with pytest.raises(Unreadable, match="never to be fetched"):
        Frontier.open(tmp_path, "shoes", NOW, PLAN)


def test_units_of_due_pages_lose_them_and_what_is_done_stays_done(
    tmp_path: Path,
) -> None:
    book = DueBook.open(tmp_path)
    book.put(new_dues([PAGE, "http://a.test/1"]))
    (taken,) = book.take(NOW, 10)
    book.finished([taken.origin])
    book.put(new_dues([PAGE, "http://a.test/2"]))
    book.take(NOW, 10)
    book.sync()
    assert naming(tmp_path) != []
    forget_due(tmp_path, Target.of(PAGE))
    assert naming(tmp_path) == []
    left = [one.dues.urls for one in DueBook.open(tmp_path).take(NOW, 10)]
    assert left == [["http://a.test/2"]]


def test_twice_changes_nothing_more(folder: Path) -> None:
    forget(folder, targets()[1])
    once = dict(texts(folder))
    forget(folder, targets()[1])
    assert dict(texts(folder)) == once


def test_a_failed_write_leaves_every_file_whole_and_the_next_call_ends_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(forgetlog, "write_whole", _full)
        with pytest.raises(OSError, match="full"):
            forget(folder, targets()[1])
    assert verify(folder, "shoes").findings == ()
    forget(folder, targets()[1])
    assert not [p for p, data in texts(folder) if HOST.encode() in data]


def _full(path: Path, data: bytes) -> None:
    raise OSError(28, "full")


def test_a_frontier_that_is_open_is_refused(folder: Path) -> None:
    frontier = Frontier.open(folder, "shoes", NOW + 100)
    with pytest.raises(AlreadyOwned):
        forget(folder, targets()[0])
    frontier.close()


@given(st.lists(st.sampled_from(KEPT + GONE), unique=True, min_size=1), st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_one_url_can_go_and_the_others_stay(
    tmp_path_factory: pytest.TempPathFactory, urls: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    frontier = Frontier.open(folder, "shoes", NOW, PLAN)
    frontier.schedule(urls, NOW, meta=[Trail(url).packed() for url in urls])
    frontier.close()
    gone = data.draw(st.sampled_from(urls))
    assert forget(folder, Target.of(gone)) == 1
    assert {one.url for one in pending(folder / "shoes")} == {*urls} - {gone}
    frontier = Frontier.open(folder, "shoes", NOW, PLAN)
    known = frontier.schedule(urls, NOW).reasons
    frontier.close()
    assert np.all(known == Reason.DUPLICATE)
