import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ledger.line import parked
from ledger.open import open_ledger
from ledger.tables import audit
from ledger.work import Work, Worker, claim, fail, put


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def given_up(home):
    """Two jobs that were given up and one that waits."""
    now = datetime.now(UTC)
    with open_ledger(home) as ledger, ledger.write() as connection:
        for number in (1, 2):
            put(connection, Work("mail", {"to": number}), now)
        for job in claim(connection, Worker("ann", ["mail"]), 9, now):
            fail(connection, job, "Traceback\nValueError: no such address", now)
        put(connection, Work("mail", {"to": 3}), now)
    return [1, 2]


def left(home):
    with open_ledger(home) as ledger, ledger.read() as connection:
        return sorted(one.id for one in parked(connection))


def deeds(home):
    with open_ledger(home) as ledger, ledger.read() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.subject))
        return [(row.action, row.subject) for row in rows]


def test_an_empty_queue_says_so(say):
    assert say("queue", "list")[:2] == (0, "Nothing waits, and nothing was given up.\n")


def test_what_waits_and_what_was_given_up_is_shown(say, given_up):
    code, out, _ = say("queue", "list")
    assert code == 0
    assert "mail" in out
    assert "ValueError: no such address" in out
    assert '{"to":1}' in out
    facts = json.loads(say("queue", "list", "--json")[1])
    assert facts["kinds"] == [{"kind": "mail", "waiting": 1, "leased": 0, "parked": 2}]


def test_what_was_given_up_is_tried_again_and_that_is_noted(say, home, given_up):
    assert say("queue", "retry", "1", "--as", "ann")[:2] == (
        0,
        "1 job will be tried again.\n",
    )
    assert left(home) == [2]
    assert deeds(home) == [("queue.retry", "job 1")]
    assert say("queue", "retry", "--all")[0] == 0
    assert left(home) == []


def test_it_is_dropped(say, home, given_up):
    assert json.loads(say("queue", "drop", "--all", "--json")[1]) == {"dropped": [1, 2]}
    assert left(home) == []


@pytest.mark.parametrize(
    "case",
    [
        (["retry"], 2, "Name jobs by their numbers, or say --all."),
        (["retry", "1", "--all"], 2, "Name jobs by their numbers, or say --all."),
        (["retry", "1", "77"], 1, "no job 77 was given up"),
        (["drop", "3"], 1, "no job 3 was given up"),
    ],
)
def test_what_cannot_be_decided_is_refused_whole(say, home, given_up, case):
    words, code, said = case
    answer = say("queue", *words)
    assert answer[0] == code
    assert said in answer[2]
    assert left(home) == given_up
    assert deeds(home) == []


def test_the_schedules_are_listed_paused_resumed_and_run(say, home):
    assert "every 15m" in say("schedule", "list")[1]
    assert say("schedule", "pause", "run")[0] == 0
    assert "is paused already" in say("schedule", "pause", "run")[2]
    listed = json.loads(say("schedule", "list", "--json")[1])["schedules"]
    assert {one["name"]: bool(one["paused_at"]) for one in listed} == {
        "run": True,
        **dict.fromkeys(("compact", "retain", "sweep", "reconcile"), False),
    }
    assert say("schedule", "resume", "run")[0] == 0
    assert "is in the queue as job 1" in say("schedule", "run", "run")[1]
    assert "waits or is under way already" in say("schedule", "run", "run")[2]
    assert "there are: " in say("schedule", "run", "nonsense")[2]
    assert deeds(home) == [
        ("schedule.pause", "run"),
        ("schedule.resume", "run"),
        ("schedule.run", "run"),
    ]


def test_a_campaign_with_a_schedule_is_among_them(say, home):
    folder = home / "campaigns"
    folder.mkdir()
    (folder / "shops.toml").write_text(
        'seeds = ["https://shop.example/"]\nschedule = "daily 04:00"\n'
    )
    assert "crawl shops" in say("schedule", "list")[1]
    (folder / "shops.toml").unlink()
    assert "crawl shops" not in say("schedule", "list")[1]
