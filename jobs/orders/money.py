"""Money that is asked back, and what the gateway has not told: both asked until it says.

refund       one sum, asked back again and again until the gateway has said what of it
reconcile    every few minutes: all that is open, and all that was told since
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec
import structlog

from connect.errors import GatewayRefused
from connect.payments.gateway import PaymentGateway
from connect.payments.settling import reconcile, send_refund
from jobs.work.kinds import Effect, Kind, LastingError, PassingError, Task
from ledger import schedules
from ledger.open import Ledger
from ledger.orders.refunded import settle_refund
from ledger.orders.waiting import open_refund

log = structlog.get_logger()

REFUND, RECONCILE = "refund", "reconcile"
Till = Callable[[], PaymentGateway | None]
Clock = Callable[[], datetime]
# So far back a gateway's list of what it told is heard where nobody heard it before.
_FIRST = timedelta(days=3)


def refund_kind(ledger: Ledger, till: Till, clock: Clock) -> Kind:
    """Return the kind of work that sends money back."""
    return Kind(REFUND, partial(_refund, ledger, till, clock))


def reconcile_kind(ledger: Ledger, till: Till, clock: Clock) -> Kind:
    """Return the kind of work that asks about all that is open."""
    return Kind(RECONCILE, partial(_reconcile, ledger, till, clock))


def _refund(ledger: Ledger, till: Till, clock: Clock, task: Task) -> Effect | None:
    with ledger.read() as connection:
        asked = open_refund(connection, task.payload["refund_id"])
    if asked is None:
        return None
    gateway = till()
    if gateway is None or gateway.provider != asked.provider:
        raise PassingError(f"nobody here speaks to {asked.provider} now")
    try:
        said = send_refund(gateway, asked)
    except GatewayRefused as refused:
        raise LastingError(str(refused)) from refused
    return lambda connection: settle_refund(connection, said, clock())


def _reconcile(ledger: Ledger, till: Till, clock: Clock, task: Task) -> Effect | None:
    gateway = till()
    if gateway is None:
        return None
    now = clock()
    with ledger.read() as connection:
        began = {one.name: one.began_at for one in schedules.listed(connection)}
    since = began.get(RECONCILE) or now - _FIRST
    found = reconcile(ledger, gateway, since, now)
    log.info("orders.reconciled", **msgspec.structs.asdict(found))
    return lambda connection: schedules.ended(
        connection, task.number, now, "done", clock()
    )
