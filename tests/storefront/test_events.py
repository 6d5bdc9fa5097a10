"""Events on their way into the lake: each once, whatever dies in between."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from lake.pin import pin
from lake.settings import LakeSettings
from lake.sql import connect, current
from lake.store import Lake
from storefront.events import agreed, taking
from storefront.events.baskets import Put, note_basket
from storefront.events.cut import cut, writing
from storefront.events.event import Event, event_id
from storefront.events.reading import held, read, segments
from storefront.events.segments import Segments
from storefront.events.taking import take

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path):
    return Lake.open(tmp_path, LakeSettings())


@pytest.fixture
def log(tmp_path):
    return Segments(tmp_path, lambda: NOW)


def click(at=NOW, session="s1", offer="o1", **more):
    told = {"agent": "firefox", "page": "/products/a/b", "host": "x.test", **more}
    return Event(
        event_id=event_id(at),
        ts=at,
        kind="click",
        sku="hm-1",
        session=session,
        offer_key=offer,
        **told,
    )


def view(visitor, sku):
    return Event(event_id=event_id(NOW), ts=NOW, kind="view", sku=sku, visitor=visitor)


def wish(visitor):
    return Event(event_id=event_id(NOW), ts=NOW, kind="forget", visitor=visitor)


def rows(lake, sql="SELECT event_id FROM shop_events"):
    with current(lake) as connection:
        return connection.execute(sql).fetchall()


def test_closed_files_are_taken_and_removed(lake, log):
    for _ in range(3):
        log.append(click())
    log.close()
    assert take(lake) == taking.Taken(events=3, segments=1)
    assert segments(lake.home) == []
    assert len(set(rows(lake))) == 3


def test_a_file_that_grows_is_read_to_its_last_line_and_stays(lake, log):
    log.append(click())
    assert take(lake).events == 1
    log.append(click())
    assert take(lake).events == 1
    assert len(segments(lake.home)) == 1
    log.close()
    assert take(lake) == taking.Taken(segments=1)
    assert len(set(rows(lake))) == 2


@pytest.mark.parametrize("step", ["append", "_note"])
def test_a_run_that_dies_halfway_doubles_nothing(lake, log, monkeypatch, step):
    log.append(click())
    log.close()
    done = getattr(taking, step)

    def dies(*given):
        done(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(taking, step, dies)
    with pytest.raises(KeyboardInterrupt):
        take(lake)
    monkeypatch.undo()
    assert take(lake) == taking.Taken(segments=1)
    assert len(rows(lake)) == 1


def test_a_batch_left_in_the_spool_is_not_written_again(lake, log, monkeypatch):
    log.append(click())
    log.close()

    def dies(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("lake.load.load", dies)
    with pytest.raises(KeyboardInterrupt):
        take(lake)
    monkeypatch.undo()
    take(lake)
    assert len(rows(lake)) == 1


@pytest.mark.parametrize("step", ["append", "_note"])
def test_nobody_begins_to_write_what_is_about_to_be_removed(
    lake, log, monkeypatch, step
):
    log.append(click())
    log.close()
    done, is_free = getattr(taking, step), []

    def tries(*given):
        done(*given)
        with held(*segments(lake.home)) as free:
            is_free.append(free)

    monkeypatch.setattr(taking, step, tries)
    take(lake)
    assert is_free == [False]
    assert segments(lake.home) == []


def test_many_small_files_are_not_open_at_once(lake):
    paths = [lake.home / f"{number}.log" for number in range(1_100)]
    for path in paths:
        path.touch()
    groups = list(taking._groups(paths))
    assert [path for group in groups for path in group] == paths
    assert max(map(len, groups)) < 256


def test_a_torn_line_costs_itself(lake, log):
    log.append(click())
    log.close()
    (path,) = segments(lake.home)
    path.write_bytes(path.read_bytes() + b'{"event_id":"x"}\n\x00\x00\n{"event_id":"01')
    assert take(lake) == taking.Taken(events=1, segments=1, damaged=3)


def test_large_and_old_files_are_closed(lake, tmp_path):
    small = Segments(tmp_path, lambda: NOW, largest=300)
    for _ in range(4):
        small.append(click())
    assert len(segments(tmp_path)) >= 2
    assert take(lake).events == 4
    assert len(segments(tmp_path)) == 1


_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from storefront.events.event import Event, event_id
from storefront.events.segments import Segments
log = Segments(Path(sys.argv[1]), lambda: datetime.now(UTC))
while True:
    now = datetime.now(UTC)
    event = Event(event_id=event_id(now), ts=now, kind="click")
    log.append(event)
    print(event.event_id, flush=True)
"""


def test_a_killed_process_loses_nothing_that_it_answered(lake):
    command = [sys.executable, "-c", _WRITER, str(lake.home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        answered = [writer.stdout.readline().strip() for _ in range(500)]
        os.kill(writer.pid, signal.SIGKILL)
        answered += [line.strip() for line in writer.stdout if line.endswith("\n")]
    assert take(lake).segments == 1
    assert {(one,) for one in answered} <= set(rows(lake))


def test_who_wants_to_be_forgotten_is_nowhere_afterwards(lake, log, tmp_path):
    other = Segments(tmp_path, lambda: NOW)
    log.append(view("her", "hm-1"))
    log.append(view("him", "hm-1"))
    other.append(view("her", "hm-2"))
    take(lake)
    log.append(wish("her"))
    log.close()
    assert take(lake).forgotten == 3
    take(lake)
    assert rows(lake, "SELECT visitor FROM shop_events") == [("him",)]
    files = (lake.home / "lake").rglob("*.parquet")
    assert not [file for file in files if b"her" in file.read_bytes()]


def test_a_wish_outlives_a_run_that_died_before_it(lake, log, monkeypatch):
    log.append(view("her", "hm-1"))
    log.append(wish("her"))
    log.close()
    monkeypatch.setattr(taking, "_forget", lambda *_: 0)
    take(lake)
    monkeypatch.undo()
    assert take(lake).forgotten == 2
    assert rows(lake) == []


def test_an_agreement_that_ended_is_forgotten_by_itself(lake, log):
    log.append(view("her", "hm-1"))
    take(lake, now=lambda: NOW + timedelta(days=179))
    assert rows(lake, "SELECT visitor FROM shop_events") == [("her",)]
    assert take(lake, now=lambda: NOW + timedelta(days=181)).forgotten == 1
    assert rows(lake) == []


def test_a_cut_waits_for_who_writes_and_goes_to_where_all_had_written(tmp_path):
    found: list[dict] = []
    taker = threading.Thread(target=lambda: found.append(cut(tmp_path)))
    with writing(tmp_path):
        taker.start()
        taker.join(0.05)
        assert found == []
        (tmp_path / "a.log").write_bytes(b"one\n")
    taker.join()
    assert found == [{tmp_path / "a.log": 4}]


def test_what_is_written_behind_the_cut_waits_for_the_next_run(
    lake, log, tmp_path, monkeypatch
):
    log.append(click())
    sizes = cut(tmp_path / "events")
    log.append(click())
    log.close()
    monkeypatch.setattr(taking, "cut", lambda _: sizes)
    assert take(lake) == taking.Taken(events=1)
    monkeypatch.undo()
    assert take(lake) == taking.Taken(events=1, segments=1)


def asking(cookie=b"", agent=b"Mozilla/5.0 Firefox/140.0"):
    headers = [(b"user-agent", agent), (b"cookie", cookie)]
    return {"scheme": "http", "client": ("192.0.2.7", 1), "headers": headers}


def test_a_basket_tells_the_visitor_only_of_who_agreed(lake, log):
    parts = SimpleNamespace(clock=lambda: NOW, events=log, home=lake.home)
    value = agreed.new_value()
    note_basket(parts, asking(), Put("hm-1", 2, 1998, "EUR"))
    note_basket(parts, asking(f"consent={value}".encode()), Put("hm-1", 1))
    take(lake, now=lambda: NOW)
    found = rows(lake, "SELECT kind, quantity, amount_minor, visitor FROM shop_events")
    assert sorted(found) == [
        ("cart", 1, None, agreed.pseudonym(value)),
        ("cart", 2, 1998, None),
    ]
    assert "192.0.2.7" not in str(rows(lake, "SELECT * FROM shop_events"))


@pytest.fixture
def judged(lake, log):
    def verdicts(*events):
        for event in events:
            log.append(event)
        take(lake)
        pin(lake)
        query = "SELECT verdict FROM clicks ORDER BY ts, event_id"
        with connect(lake.home) as connection:
            return [verdict for (verdict,) in connection.execute(query).fetchall()]

    return verdicts


@pytest.mark.requirement(16)
def test_ten_thousand_clicks_of_one_visitor_count_once(judged):
    moments = (NOW + timedelta(milliseconds=one) for one in range(10_000))
    found = judged(*(click(at) for at in moments))
    assert (found.count("counted"), len(found)) == (1, 10_000)


def test_the_next_day_a_click_counts_again(judged):
    assert judged(click(), click(NOW + timedelta(days=1))) == ["counted", "counted"]


@pytest.mark.requirement(16)
def test_robots_are_told_by_their_names(judged):
    agents = ("googlebot", "curl", "prefetch", "safari")
    found = judged(*(click(session=name, agent=name) for name in agents))
    assert sorted(found) == ["counted", "prefetch", "robot", "robot"]


def test_many_offers_in_a_second_are_no_person(judged):
    found = judged(*(click(offer=f"o{one}") for one in range(8)))
    assert set(found) == {"hasty"}


def test_many_offers_without_a_page_are_no_person(judged):
    moments = [NOW + timedelta(minutes=one) for one in range(8)]
    told = [click(at, offer=f"o{at.minute}", page=None) for at in moments]
    assert set(judged(*told)) == {"unled"}


def test_files_say_what_they_are_of(log, lake):
    log.append(click())
    (path,) = segments(lake.home)
    assert path.stat().st_mode & 0o077 == 0
    assert read(path).events[0][1].offer_key == "o1"
