"""What `harvestman status` shows, and that looking leaves no trace."""

import fcntl
import io
import json
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from rich.console import Console
from sqlalchemy import text
from terminals import Terminal

from jobs.cli.status_show import page
from jobs.operate.ahead import with_times
from jobs.operate.books import Books
from jobs.operate.crawls import is_held, with_rates
from jobs.operate.look import Looker
from jobs.operate.state import Ahead, Crawl, Stage
from jobs.operate.trouble import troubles
from jobs.settings import Settings
from ledger import runs
from ledger.open import open_ledger
from ledger.schedules import Standing, keep
from ledger.work import Work, Worker, claim, fail, put
from ledger.workers import Seen, tell

NOW = datetime.now(UTC)
DEAD = "elsewhere:7:1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def busy(home: Path) -> Path:
    """A home where something was given up, something failed and a worker is gone."""
    with open_ledger(home) as ledger, ledger.write() as connection:
        put(connection, Work("mail", {"to": 1}), NOW)
        (job,) = claim(connection, Worker("ann", ["mail"]), 9, NOW)
        fail(connection, job, "Traceback\nValueError: no \x1b[2J such address", NOW)
        put(connection, Work("run"), NOW - timedelta(minutes=5))
        one = runs.start(connection, "extract", NOW, "elsewhere:1:1")
        wrong = runs.Outcome("failed", 5, 0, "the disk is full")
        runs.end(connection, one, wrong, NOW + timedelta(seconds=2))
        last = NOW - timedelta(hours=1)
        tell(
            connection,
            Seen(DEAD, "elsewhere", last, last, "1", "redis", {"run": 1}, 60, 2, 99),
        )
        keep(connection, [Standing("run", "run", "hourly")], lambda *_: NOW, NOW)
    return home


def tree(home: Path) -> list[tuple[str, bytes]]:
    found = (path for path in sorted(home.rglob("*")) if path.is_file())
    return [(str(path), path.read_bytes()) for path in found]


def test_a_new_home_has_nothing_and_says_so(say, home):
    code, out, _ = say("status")
    assert code == 0
    assert "nothing is published yet" in out
    assert "fetched never" in out
    assert "harvestman crawl URL" in out
    assert tree(home) == []


def test_it_says_what_is_wrong_and_what_to_do(say, busy):
    code, out, _ = say("status", "--once")
    assert code == 0
    assert "harvestman queue retry 1" in out
    assert "extract failed" in out
    assert "the disk is full" in out
    assert "elsewhere:7" in out
    assert "silent" in out
    assert "\x1b[2J" not in out
    # A screen ends somewhere: what is wrong is said before what is well.
    assert out.index("the disk is full") < out.index("waiting")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (b"no database at all, whatever it is called", "harvestman restore"),
        (b"SQLite format 3\0" + bytes(9000), "harvestman restore"),
    ],
)
def test_a_broken_ledger_is_one_sentence_that_says_what_to_do(say, home, spoil, said):
    (home / "ledger.db").write_bytes(spoil)
    code, out, err = say("status")
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_ledger_that_somebody_holds_alone_is_one_sentence(say, busy):
    with closing(sqlite3.connect(busy / "ledger.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        code, _, err = say("status")
    assert code == 1
    assert "look again later" in err


@pytest.mark.parametrize(("width", "height"), [(80, 40), (140, 50)])
def test_it_fits_its_screen_with_what_is_urgent_first(busy, width, height):
    state = Looker(busy, Settings()).look()
    (last,) = state.stages
    done = [
        msgspec.structs.replace(last, stage=f"stage{n}", status="done")
        for n in range(60)
    ]
    ahead = [
        Ahead(stage="stage59", batches=3),
        Ahead(stage="new", batches=2, rows=500, seconds=90),
    ]
    full = msgspec.structs.replace(state, stages=[*done, last], ahead=ahead)
    screen = Console(width=width, height=height, file=io.StringIO(), color_system=None)
    screen.print(page(full, screen, height))
    lines = screen.file.getvalue().splitlines()
    assert len(lines) <= height
    assert max(map(len, lines)) <= width
    text = [line.split() for line in lines]
    at = next(n for n, words in enumerate(text) if words[:1] == ["stage"])
    assert [words[0] for words in text[at + 1 : at + 4]] == [
        "extract",
        "new",
        "stage59",
    ]
    assert "500 rows, 1 min" in lines[at + 2]
    assert "3 batches" in lines[at + 3]
    assert "more: harvestman runs" in lines[-1]


def test_stages_that_failed_of_the_same_are_told_together():
    failed = [
        Stage(
            stage=f"s{n}",
            started_at=NOW,
            seconds=1,
            rows_in=0,
            rows_out=0,
            status="failed",
            error="disk full" if n else "other",
        )
        for n in range(6)
    ]
    found = {one.what for one in troubles(Books(stages=failed))}
    assert found == {"s0 failed", "s1, s2, s3 and 2 more failed"}


def test_how_long_it_takes_is_told_by_the_last_run_or_by_this_one():
    last = Stage(
        stage="extract",
        started_at=NOW,
        seconds=10,
        rows_in=1000,
        rows_out=1,
        status="done",
        error=None,
    )
    found = [Ahead(stage="extract", batches=1, rows=500)]
    first = {}
    assert with_times(found, [last], first, NOW)[0].seconds == 5
    few = msgspec.structs.replace(last, rows_in=3)
    assert with_times(found, [few], first, NOW)[0].seconds is None
    running = msgspec.structs.replace(last, status="running")
    assert with_times(found, [running], first, NOW)[0].seconds is None
    fewer, later = [Ahead(stage="extract", batches=1, rows=400)], NOW + timedelta(0, 20)
    assert with_times(fewer, [running], first, later)[0].seconds == 80


def test_programs_read_the_same_facts(say, busy):
    facts = json.loads(say("status", "--json")[1])
    assert [(one["kind"], one["given_up"]) for one in facts["queues"]] == [
        ("mail", 1),
        ("run", 0),
    ]
    assert facts["queues"][1]["oldest_s"] >= 300
    assert facts["stages"][0]["seconds"] == 2
    assert facts["workers"][0]["done_per_min"] == 60
    assert facts["schedules"][0]["name"] == "run"
    assert facts["disk"]["free"] > 0


def test_looking_leaves_every_byte_as_it_is(say, busy):
    before = tree(busy)
    say("status")
    assert tree(busy) == before


def test_an_older_ledger_is_looked_at_as_it_is(say, busy):
    with open_ledger(busy) as ledger, ledger.write() as connection:
        for table in ("workers", "alerts", "schedules"):
            connection.execute(text(f"DROP TABLE {table}"))
    before = tree(busy)
    facts = json.loads(say("status", "--json")[1])
    assert (facts["workers"], facts["schedules"]) == ([], [])
    assert len(facts["queues"]) == 2
    assert tree(busy) == before


def test_who_writes_holds_nobody_up_who_looks(busy):
    with open_ledger(busy) as ledger, ledger.write() as connection:
        put(connection, Work("run"), NOW)
        found = Looker(busy, Settings()).look()
    assert [one.waiting for one in found.queues if one.kind == "run"] == [1]


def test_a_crawl_that_runs_is_seen_and_not_disturbed(home):
    path = home / "crawl.lock"
    assert not is_held(path)
    with path.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert is_held(path)
    assert not is_held(path)


def test_a_second_look_knows_how_fast_a_crawl_goes():
    then = [Crawl(campaign="a", pages=10, pending=0, walls=0, paused=False)]
    now = [Crawl(campaign="a", pages=40, pending=0, walls=0, paused=False)]
    (found,) = with_rates(now, (NOW, then), NOW + timedelta(seconds=10))
    assert found.pages_per_s == 3
    assert (
        with_rates(now, (NOW, then), NOW)[0].pages_per_s is None
    )  # the clock went back


def test_on_a_terminal_it_is_live_until_ctrl_c(busy):
    code = "from jobs.cli import main; main()"
    shown = Terminal([sys.executable, "-c", code, "status", "--home", str(busy)], 160)
    shown.read_until(b"extract failed")
    shown.process.send_signal(2)
    shown.lines()
    assert shown.process.returncode == 0
