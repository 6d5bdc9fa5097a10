"""`harvestman work`: a worker that does what waits, until it is told to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from jobs.cli.call import Call, with_call
from jobs.cli.progress import progress
from jobs.commands import kinds
from jobs.kinds import Bench, order_kinds
from jobs.merchant import as_said, keep_seller_of
from jobs.operate.told import told
from jobs.operate.watch import ALERT, alert_kind, alerting
from jobs.pressure import held_in
from jobs.standing import next_due_in, standing
from jobs.work.care import cared_for
from jobs.work.kinds import Kinds
from jobs.work.worker import Plan, Working, working
from ledger.open import Ledger, open_ledger

_SHOW_EVERY_S = 0.5


@click.command(
    epilog="""\b
Examples:
  harvestman work
  HARVESTMAN_WORK_BROKER=redis://10.0.0.5/0 harvestman work     # on several machines"""
)
@with_call()
def work(call: Call) -> None:
    """Do what waits in the queue and what is scheduled, until Ctrl-C.

    `harvestman serve` does the same beside the shop.
    """
    stopped = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stopped.set())
    work_until(call, stopped)
    call.say("The worker has stopped; what it had not begun waits for the next one.")


def work_until(call: Call, stopped: threading.Event) -> None:
    """Work until `stopped` is set, and show how it goes."""
    with (
        _at_work(call) as at_work,
        progress() as shown,
        shown.step("work") as report,
    ):
        while not stopped.wait(_SHOW_EVERY_S):
            report(at_work.clerk.done, 0, _words(at_work))


def work_quietly(call: Call, stopped: threading.Event) -> None:
    """Work until `stopped` is set, where somebody else talks to people."""
    with _at_work(call):
        stopped.wait()


@contextmanager
def _at_work(call: Call) -> Iterator[Working]:
    settings = call.settings.work
    plan = Plan(
        lambda: standing(call.home, settings),
        next_due_in(call.home),
        held_in(call.home, settings),
    )
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        working(ledger, _kinds(call, ledger), settings, plan) as at_work,
        cared_for(*alerting(ledger, call.home, call.settings, at_work.clerk.owner)),
        told(call.home, call.settings),
    ):
        yield at_work


def _kinds(call: Call, ledger: Ledger) -> Kinds:
    alerts = {ALERT: alert_kind(call.settings.alerts)}
    bench = Bench(call.home, call.settings, ledger)
    said = as_said(call.home, call.settings, ledger)
    keep_seller_of(said, ledger, datetime.now(UTC))
    return {**kinds(call.home, call.settings.work), **alerts, **order_kinds(bench)}


def _words(at_work: Working) -> str:
    clerk = at_work.clerk
    said = [f"{len(clerk.held)} in hand", f"{clerk.failed} failed"]
    under_way = {job.kind for job in list(clerk.held.values())}
    return ", ".join([*said, *sorted(under_way)])
