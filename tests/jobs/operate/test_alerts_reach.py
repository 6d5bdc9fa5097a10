"""Every rule reaches people, once, also where they are away; and no secret does."""

import base64
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import structlog
from alert_receivers import hook_at
from ports import free_port
from sqlalchemy import select
from work_support import left, until

from jobs.operate import state as st
from jobs.operate.rules import FACTS, read_rules
from jobs.operate.sending import send
from jobs.operate.settings import AlertsSettings
from jobs.operate.watch import Watch, alert_kind, told
from jobs.settings import Settings
from jobs.work.kinds import LastingError, PassingError, by_name
from jobs.work.settings import WorkSettings
from jobs.work.worker import working
from ledger.alerts import Event
from ledger.open import open_ledger
from ledger.tables import work

KEY = "a-key-of-mine"
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
EVENT = Event("begun", "disk.free_gb < 5", 4.25, datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def home(tmp_path):
    return tmp_path


@dataclass
class Told:
    """Looks at a home of which everything is made up, a minute later each time."""

    home: Path
    settings: Settings
    at: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=3))
    free: float = 1e9

    def now(self):
        return self.at

    def look(self):
        self.at += timedelta(minutes=1)
        return all_wrong(self.at, int(self.free))


def all_wrong(now, free):
    """Every fact is more than 0."""
    ago = now - timedelta(hours=2)
    return st.State(
        at=now,
        home="/x",
        crawling=False,
        workers=[
            st.Worker(
                name="a:1:2",
                state="dead",
                begun_at=ago,
                seen_at=ago,
                version="1",
                broker="embedded",
                in_hand={},
                done=0,
                failed=0,
                done_per_min=0.0,
                rss_mb=1,
            )
        ],
        queues=[st.Queue(kind="a", waiting=1, at_work=0, given_up=1, oldest_s=9e3)],
        schedules=[
            st.Schedule(name="a", timetable="", next_at=ago, last_at=ago, state="")
        ],
        stages=[
            st.Stage(
                stage="a",
                started_at=ago,
                seconds=1.0,
                status="failed",
                rows_in=0,
                rows_out=0,
                error="no",
            )
        ],
        ahead=[],
        crawls=[st.Crawl(campaign="a", pages=0, pending=0, walls=2, paused=False)],
        freshness=st.Freshness(
            fetched_at=ago, extracted_at=ago, published_at=ago, checked_share=0.5
        ),
        disk=st.Disk(lake=0, warc=0, spool=0, spool_files=1, free=free),
        troubles=[],
    )


@contextmanager
def watching(home, alerts, rules) -> Iterator[Watch]:
    """Watch such a home, with a worker that tells people and soon tries again."""
    kind = replace(alert_kind(alerts), first_wait_s=0.05)
    with (
        open_ledger(home) as ledger,
        working(ledger, by_name(kind), WorkSettings(threads=2)) as at,
    ):
        looker = Told(home, Settings(alerts=alerts))
        yield Watch(ledger, looker, read_rules(rules), at.clerk.owner)


def tries(ledger):
    """Return how often each job was tried, and what was said of it."""
    with ledger.read() as connection:
        rows = connection.execute(select(work.c.attempts, work.c.error))
        return [tuple(row) for row in rows]


def test_every_fact_can_be_a_rule_and_reaches_people_by_both_ways(mails, hook, home):
    box, settings = mails
    url = f"http://127.0.0.1:{hook.server_port}/{KEY}"
    alerts = msgspec.structs.replace(settings, webhook=url)
    wanted = {f"{fact} > 0" for fact in FACTS}
    with watching(home, alerts, sorted(wanted)) as watch:
        watch.look()
        watch.look()
        until(lambda: not left(watch.ledger))
    assert len(box.mails) == len(hook.came) == len(FACTS)
    assert {json.loads(body)["data"]["rule"] for _, body in hook.came} == wanted
    texts = "".join(mail.content.decode() for mail in box.mails)
    assert all(f"Subject: Harvestman: {rule} began" in texts for rule in wanted)


def test_what_flickers_about_its_bound_is_one_alert(hook, home):
    alerts = AlertsSettings(webhook=f"http://127.0.0.1:{hook.server_port}/{KEY}")
    with watching(home, alerts, ["disk.free_gb < 5"]) as watch:
        for minute in range(60):
            watch.looker.free = 4e9 if minute < 30 and minute % 3 else 6e9
            watch.look()
        until(lambda: not left(watch.ledger))
    told_ = sorted(
        (json.loads(body) for _, body in hook.came), key=lambda one: one["data"]["at"]
    )
    assert [one["type"] for one in told_] == ["alert.begun", "alert.ended"]
    begun, ended = (datetime.fromisoformat(one["data"]["at"]) for one in told_)
    assert ended - begun == timedelta(minutes=33)


def test_who_was_away_gets_each_alert_once_and_no_secret_is_told(home):
    port = free_port()
    url = f"http://127.0.0.1:{port}/{KEY}"
    alerts = AlertsSettings(webhook=url, webhook_secret=SECRET)
    rules = ["queue.parked > 0", "stage.failed > 0", "worker.gone > 0"]
    with (
        structlog.testing.capture_logs() as logs,
        watching(home, alerts, rules) as watch,
    ):
        watch.look()
        until(lambda: sum(tried for tried, _ in tries(watch.ledger)) >= 6)
        said = f"{tries(watch.ledger)}"
        with hook_at(port) as hook:
            until(lambda: not left(watch.ledger))
    assert "Connection refused" in said
    assert len(hook.came) == len({one["webhook-id"] for one, _ in hook.came}) == 3
    assert KEY not in f"{said} {logs}"
    assert SECRET not in f"{said} {logs}"


@pytest.mark.parametrize("answer", [b"garbage\r\n\r\n", b"", b"HTTP/1.1 xyz\r\n"])
def test_an_address_that_answers_garbage_is_tried_again(home, answer):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = AlertsSettings(
            webhook=f"http://127.0.0.1:{server.getsockname()[1]}/{KEY}"
        )
        thread = threading.Thread(target=_answer_once, args=(server, answer))
        thread.start()
        with pytest.raises(PassingError) as refused:
            send(settings, told(EVENT, "webhook", home, EVENT.since))
        thread.join()
    assert KEY not in str(refused.value)


def test_a_password_that_mail_cannot_carry_is_for_a_person(mails, home):
    _, settings = mails
    odd = msgspec.structs.replace(settings, smtp_password="pässword")
    with pytest.raises(LastingError, match="smtp_password") as refused:
        send(odd, told(EVENT, "mail", home, EVENT.since))
    assert "ssword" not in str(refused.value).replace("smtp_password", "")


def _answer_once(server: socket.socket, answer: bytes) -> None:
    with server.accept()[0] as other:
        other.recv(65536)
        other.sendall(answer)
