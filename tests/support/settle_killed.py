"""Orders that are bought, paid and cancelled by processes which are killed at every step.

A step is a statement, a commit, a call of the gateway that is not made, or one whose answer
nobody reads. The gateway lives on in this process, as it would elsewhere.

    python settle_killed.py HOME STRIDE     prints how many steps there were, and all faults
"""

import json
import os
import pickle
import shutil
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import stripe
from order_desk import Desk, shelve
from pay_world import asked
from sqlalchemy import event, select

from connect.fakestripe import sessions
from connect.fakestripe.core import FakeStripe
from connect.fakestripe.messages import message, signature
from connect.fakestripe.objects import Charge, Refund, Session
from connect.fakestripe.transport import WEBHOOK_SECRET, InProcess
from connect.payments.settling import send_refund, settle_facts
from connect.payments.stripe_gateway import Account, StripeGateway
from ledger.engines import sqlite_engines
from ledger.open import Ledger, open_ledger
from ledger.orders.closing import cancel
from ledger.orders.errors import MoveRefused
from ledger.orders.payments import begin_payment, name_payment
from ledger.orders.place import Placed
from ledger.orders.show import whole
from ledger.orders.waiting import open_refunds
from ledger.settings import LedgerSettings
from ledger.tables import work

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
T = int(NOW.timestamp())
Step = Callable[..., None]


class Far(stripe.HTTPClient):
    """Asks the gateway in the other process; each call is two steps."""

    name = "far"

    def __init__(self, line: socket.socket, step: Step) -> None:
        super().__init__()
        self.line, self.step = line.makefile("rwb"), step

    def request(self, *what: Any, **_: Any) -> tuple[str, int, Mapping[str, str]]:
        self.step()
        answer = self.say("request", what[:4])
        self.step()
        return answer

    def say(self, *what: Any) -> Any:
        pickle.dump(what, self.line)
        self.line.flush()
        return pickle.load(self.line)  # noqa: S301 - our own process

    def close(self) -> None:
        """Nothing is open."""


class There:
    """The gateway, and the buyer at its page."""

    def __init__(self) -> None:
        self.fake = FakeStripe()
        self.line = InProcess(self.fake, lambda: NOW)

    def answer(self, what: str, *about: Any) -> Any:
        if what == "request":
            return self.line.request(*about[0])
        (name,) = about
        session = self.fake.get(Session, name)
        if session.status == "open":
            sessions.pay(self.fake, session, "pm_card_visa", T)
        return next(
            message(one)
            for one in self.fake.events.values()
            if one.type == "checkout.session.completed"
        )

    def serve(self, line: socket.socket) -> None:
        """Answer until the other process is gone."""
        with line.makefile("rwb") as at:
            while True:
                try:
                    what = pickle.load(at)  # noqa: S301 - our own process
                except EOFError:
                    return
                with suppress(BrokenPipeError):
                    pickle.dump(self.answer(*what), at)
                    at.flush()


def live(ledger: Ledger, far: Far) -> None:
    """Buy, pay, hear of it, cancel and give the money back, or go on with that."""
    client = stripe.StripeClient("sk_test_fake", http_client=far, max_network_retries=0)
    account = Account(webhook_secret=WEBHOOK_SECRET, is_test=True)
    gateway = StripeGateway(client, account)
    with ledger.write() as connection:
        placed = Desk(connection, NOW).place()
    name = _named(ledger, gateway, placed)
    raw = far.say("pay", name)
    facts = gateway.heed(raw, signature(raw, WEBHOOK_SECRET, T), NOW)
    with ledger.write() as connection:
        settle_facts(connection, facts, NOW)
    with ledger.write() as connection:
        cancel(connection, placed.order_id, "no", "1", NOW)
    with ledger.read() as connection:
        owed = open_refunds(connection, "stripe", NOW)
    for one in owed:
        said = send_refund(gateway, one)
        with ledger.write() as connection:
            settle_facts(connection, said, NOW)


def _named(ledger: Ledger, gateway: StripeGateway, placed: Placed) -> str:
    """Ask for the payment, where that was not done before."""
    try:
        with ledger.write() as connection:
            payment = begin_payment(connection, placed.order_id, "stripe", NOW)
    except MoveRefused:
        with ledger.read() as connection:
            found = whole(connection, placed.order_id)
        assert found is not None
        return str(found.payments[0]["reference"])
    started = gateway.begin(asked(payment))
    with ledger.write() as connection:
        name_payment(connection, payment.payment_id, started.reference, NOW)
    return started.reference


def in_child(home: Path, there: There, dies_at: int) -> int:
    """Live in a process that dies at a step; return the signal that ended it."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        _until(home, theirs, dies_at)
        os._exit(0)
    theirs.close()
    there.serve(ours)
    ours.close()
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or status == 0, status
    return os.WTERMSIG(status)


def _until(home: Path, line: socket.socket, dies_at: int) -> None:
    left = dies_at

    def step(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    # As open_ledger does, but for its look whether the tables are up to date.
    engines = sqlite_engines(home / "ledger.db", LedgerSettings())
    with Ledger("killed", *engines) as ledger:
        event.listen(ledger.writer, "before_cursor_execute", step)
        # The commit is no statement to SQLAlchemy.
        event.listen(ledger.writer, "commit", step)
        live(ledger, Far(line, step))


def faults(home: Path, there: There) -> Iterator[str]:
    """Look for what was lost, or happened twice."""
    charges = [one.amount for one in there.fake.every(Charge)]
    back = [one.amount for one in there.fake.every(Refund)]
    if charges != [1999] or back != [1999]:
        yield f"charged {charges}, returned {back}"
    with open_ledger(home) as ledger, ledger.read() as connection:
        rows = connection.execute(select(work.c.kind, work.c.payload)).all()
        desk = Desk(connection, NOW)
        said = next(row.payload["order_id"] for row in rows if row.kind == "mail")
        order = desk.order(said)
        left = desk.left()
    told = Counter((row.kind, row.payload.get("template")) for row in rows)
    if {what: told[what] for what in _TOLD} != _TOLD or max(told.values()) > _MOST:
        yield f"work: {dict(told)}"
    books = [order.order[name] for name in ("state", "paid_minor", "refunded_minor")]
    if books != ["cancelled", 1999, 1999] or left != _LEFT:
        yield f"books: {books}, {left} left"
    kinds = [one["kind"] for one in order.events]
    if kinds != _STORY:
        yield f"story: {kinds}"


_LEFT = 5
_STORY = [
    *("begun", "payment_came", "paid", "cancelled"),
    *("refund_asked", "refund_done"),
]
_TOLD = {
    ("shop_event", None): 3,
    ("supplier_order", None): 1,
    ("refund", None): 1,
    ("mail", "order_paid"): 1,
    ("mail", "order_cancelled"): 1,
    ("mail", "order_refunded"): 1,
}
_MOST = 3


def main() -> None:
    base, stride = Path(sys.argv[1]), int(sys.argv[2])
    with open_ledger(base / "fresh") as ledger, ledger.write() as connection:
        shelve(connection, NOW)
    found, step, ended = {}, 1, int(signal.SIGKILL)
    while ended:
        home = base / f"home{step}"
        shutil.copytree(base / "fresh", home)
        there = There()
        ended = in_child(home, there, step)
        # It is begun again, and goes on.
        assert in_child(home, there, 0) == 0
        if wrong := list(faults(home, there)):
            found[step] = wrong
        shutil.rmtree(home)
        step += stride
    print(json.dumps({"steps": step, "faults": found}))


if __name__ == "__main__":
    main()
