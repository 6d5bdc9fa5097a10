"""What the console of a home has to show: people, work, runs, schedules, an alert."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from told_figures import told_figures

from ledger import alerts, audit, logins, runs, schedules, users
from ledger.affiliate.clicks import join
from ledger.affiliate.facts import ConversionFacts
from ledger.affiliate.hear import hear
from ledger.open import Ledger, open_ledger
from ledger.schedules import Standing
from ledger.work import Work, Worker, claim, fail, put
from storefront.figures.kept import FOLDER, keep

HOSTILE = '<img src=x onerror="window.__ran = 1"> and a-very-long-word' + "-more" * 30
_TRACE = f"""Traceback (most recent call last):
  File "jobs/work/doing.py", line 88, in _do
    kind.does(task)
  File "jobs/operate/sending.py", line 41, in send
    smtp.sendmail(sender, to, text)
OSError: mail.example.org does not answer: {HOSTILE}"""


def fill(home: Path) -> None:
    """Put something of everything into the ledger of `home`."""
    (home / FOLDER).mkdir(exist_ok=True)
    keep(home, told_figures(datetime.now(UTC)))
    with open_ledger(home) as ledger:
        _people(ledger)
        _sales(ledger)
        _work(ledger)
        _past(ledger)


def link(home: Path, email: str) -> str:
    """Return the path of a link that lets somebody in."""
    now = datetime.now(UTC)
    with open_ledger(home) as ledger, ledger.write() as connection:
        token = logins.offer(connection, users.known(connection, email), now)
    return f"/console/login?link={token}"


def _people(ledger: Ledger) -> None:
    now = datetime.now(UTC)
    with ledger.write() as connection:
        for email, role in (
            ("owner@example.org", "owner"),
            ("a-person-with-a-long-name@shops.example.org", "staff"),
            ("viewer@example.org", "viewer"),
        ):
            users.add(connection, email, role, now)  # type: ignore[arg-type]
        gone = users.add(connection, "gone@example.org", "staff", now)
        users.disable(connection, gone, now)
        deed = audit.Deed("user 1", "queue.retry", "job 7", {"kind": HOSTILE})
        audit.record(connection, deed, now)


def _sales(ledger: Ledger) -> None:
    now = datetime.now(UTC)
    told = (("pending", "T1"), ("paid", "T2"), ("reversed", HOSTILE[:150]))
    with ledger.write() as connection:
        for number, (state, reference) in enumerate(told):
            facts = ConversionFacts(
                network="awin",
                reference=reference,
                state=state,  # type: ignore[arg-type]
                commission_minor=4_200 * (number + 1),
                currency="EUR",
                programme=f"Pots {HOSTILE[:60]}",
                click_id=f"click-{number}",
            )
            hear(connection, facts, now)
        join(connection, ["click-1"], [])


def _work(ledger: Ledger) -> None:
    now = datetime.now(UTC)
    with ledger.write() as connection:
        for number in range(4):
            payload = {"channel": "mail", "id": f"alert_{number}", "what": HOSTILE}
            put(connection, Work("alert", payload), now)
        for job in claim(connection, Worker("host 411 2026", ["alert"]), 3, now):
            fail(connection, job, _TRACE, now)
        says = {"arguments": ["crawl", "lamps.toml"]}
        put(connection, Work("crawl", says, key="crawl"), now)
        claim(connection, Worker("host 412 2026", ["crawl"], 3600.0), 1, now)
        put(connection, Work("run", {"arguments": ["run"]}, key="lake"), now)


def _past(ledger: Ledger) -> None:
    now = datetime.now(UTC)
    with ledger.write() as connection:
        for number, stage in enumerate(("extract", "enrich", "score", "publish")):
            run_id = runs.start(connection, stage, now - timedelta(minutes=40 - number))
            is_bad = stage == "score"
            outcome = runs.Outcome(
                "failed" if is_bad else "done", 1200, 340, _TRACE if is_bad else None
            )
            runs.end(connection, run_id, outcome, now - timedelta(minutes=38 - number))
        runs.start(connection, "extract", now)
        wanted = [
            Standing("run", "run", "every 15m", "lake"),
            Standing("compact", "compact", "daily at 03:30", "lake"),
            Standing("crawl lamps", "crawl", "every 6h", "crawl"),
        ]
        schedules.keep(connection, wanted, lambda _, at: at + timedelta(hours=2), now)
        schedules.pause(connection, "compact", now)
        held = alerts.Holding("given_up > 0", 3.0)
        alerts.settle(connection, [held], now)
