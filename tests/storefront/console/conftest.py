"""One shop whose console has people, work, runs and schedules; a browser for each."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from litestar.testing import TestClient

from ledger import logins, passwords, runs, schedules, users
from ledger.open import open_ledger
from ledger.schedules import Standing
from ledger.work import Work, Worker, claim, fail, put
from storefront.app import create_app
from storefront.console.platform import (
    Disk,
    Freshness,
    Pending,
    Platform,
    Sight,
    Trouble,
)
from storefront.settings import ShopSettings

SAME = {"sec-fetch-site": "same-origin"}
PASSWORD = "correct horse battery"
ROLES = ("viewer", "staff", "owner")
HOSTILE = "<script>alert(1)</script>"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Console:
    """The shop as one browser uses it; `cookie` is what it holds."""

    client: TestClient
    ledger: object
    clock: Clock
    cookie: str = ""

    def ask(self, method, path, data=None, **headers):
        self.client.cookies.clear()
        if self.cookie:
            headers["cookie"] = f"console={self.cookie}"
        return self.client.request(
            method, f"/console{path}", data=data, headers=SAME | headers
        )

    def get(self, path="", **headers):
        return self.ask("GET", path, **headers)

    def token(self):
        page = self.get("/me").text
        return page.partition('name="_csrf_token" value="')[2].partition('"')[0]

    def post(self, path, **fields):
        """Send a form as a page of this login does."""
        return self.ask("POST", path, {"_csrf_token": self.token(), **fields})

    def enter(self, **fields):
        """Log in; keep the new cookie."""
        answer = self.ask("POST", "/enter", fields)
        self.cookie = set_cookie(answer) or self.cookie
        return answer

    def other(self):
        """Another browser of the same shop."""
        return Console(self.client, self.ledger, self.clock)


def set_cookie(answer):
    return answer.headers.get("set-cookie", "").partition(";")[0].partition("=")[2]


def look():
    at = datetime(2026, 11, 20, 11, tzinfo=UTC)
    trouble = Trouble(at=at, what="extract failed", why=HOSTILE, do="mend it")
    return Sight(
        crawling=True,
        workers=[],
        stages=[],
        crawls=[],
        freshness=Freshness(fetched_at=at, items=7, checked_share=0.5),
        disk=Disk(lake=10**9, warc=10**6, spool=0, free=10**10),
        troubles=[trouble],
    )


# No decision of a test can be taken back: one is approved, the other never.
PENDING = [
    Pending(
        generated_key=key,
        digest="d" * 64,
        kind="guide",
        title=f"Kettles {HOSTILE} {key}",
        quality=0.8,
        path=f"products/{key}.pdf",
        made_at=datetime(2026, 11, 20, 11, tzinfo=UTC),
    )
    for key in ("aa11", "bb22")
]


def hourly(_standing, now):
    return now + timedelta(hours=1)


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def running(tmp_path_factory, clock):
    """The shop; rows of the ledger are made anew for each test."""
    home = tmp_path_factory.mktemp("console")
    app = create_app(home, ShopSettings(limits=False), clock=clock)
    app.state["platform"] = Platform(look, hourly, lambda: PENDING)
    with (
        TestClient(app, "http://127.0.0.1", raise_server_exceptions=False) as client,
        open_ledger(home) as ledger,
    ):
        client.follow_redirects = False
        yield client, ledger


@pytest.fixture
def console(running, clock):
    client, ledger = running
    clock.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with ledger.write() as connection:
        for table in ("users", "login_links", "logins", "login_tries", "work"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - ours
        for table in ("runs", "schedules", "alerts"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - ours
    return Console(client, ledger, clock)


@pytest.fixture
def people(console):
    """Return a user of each role."""
    with console.ledger.write() as connection:
        return {
            role: users.add(connection, f"{role}@b.c", role, console.clock.now)
            for role in ROLES
        }


@pytest.fixture(scope="session")
def held():
    return passwords.hashed(PASSWORD)


@pytest.fixture
def as_(console, people):
    """Return a function that gives a browser in which somebody is logged in."""

    def logged_in(role):
        browser = console.other()
        with console.ledger.write() as connection:
            browser.cookie = logins.begin(connection, people[role], console.clock.now)
        return browser

    return logged_in


@pytest.fixture
def given_up(console):
    """Three jobs that were given up, one that waits, a failed run and a schedule."""
    now = console.clock.now
    with console.ledger.write() as connection:
        for number in (1, 2, 3):
            kind = "mail" if number < 3 else "crawl"
            put(connection, Work(kind, {"to": HOSTILE, "number": number}), now)
        for job in claim(connection, Worker("w", ["mail", "crawl"]), 9, now):
            fail(connection, job, f"Traceback\nValueError: {HOSTILE}", now)
        put(connection, Work("mail", {"to": 4}, key="k"), now)
        run_id = runs.start(connection, "extract", now)
        failed = runs.Outcome("failed", 3, 0, f"Traceback\nKeyError: {HOSTILE}")
        runs.end(connection, run_id, failed, now)
        schedules.keep(connection, [Standing("run", "run", "every 15m")], hourly, now)
        found = connection.exec_driver_sql(
            "SELECT id FROM work WHERE parked_at IS NOT NULL ORDER BY id"
        )
        return [row[0] for row in found]
