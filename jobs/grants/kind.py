"""The work of making ready what was bought as files: `grant {order_id, line}`.

The files are those of the work's newest approved edition, as the shop's snapshot has
them. They lie there first; the right is written in the transaction that takes the work
off the line, so a kill leaves files that the next try finds, and never a right without.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import structlog

from jobs.errors import NotStampable
from jobs.grants.making import Bought, laid_ready
from jobs.grants.stamp import masked
from jobs.kinds import Bench
from jobs.work.kinds import Effect, Kind, LastingError, PassingError, Task
from lake.salt import home_salt
from ledger.grants.granting import Ready, grant
from ledger.grants.rights import OVER, download_token, rights_of
from ledger.orders.pages import token_hash
from ledger.orders.show import whole
from ledger.works import work_of
from storefront.catalogue.build import current
from storefront.catalogue.item import Guide
from storefront.catalogue.shelf import Shelf

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = structlog.get_logger()
_HELD_S = 3600.0


class Asked(msgspec.Struct, frozen=True):
    """What the work says."""

    order_id: str
    line: int


class _Sold(msgspec.Struct, frozen=True):
    """The line as it was sold, and whether something of it is ready already."""

    bought: Bought
    sku: str
    generated_key: str | None
    is_ready: bool


class OrderWaits(PassingError):
    """A person must look at an order before its files are made ready."""

    retry_after_s = _HELD_S


def grant_kind(bench: Bench, clock: Callable[[], datetime] | None = None) -> Kind:
    """Return the kind of work that makes downloads ready."""
    return Kind("grant", partial(_make, bench, clock or partial(datetime.now, UTC)))


def _make(bench: Bench, clock: Callable[[], datetime], task: Task) -> Effect | None:
    asked = msgspec.convert(task.payload, Asked)
    sold = _sold(bench, asked, clock())
    if sold is None:
        return None
    shelf, guide = _found(bench, sold)
    if guide is None:
        return None
    try:
        files = laid_ready(bench.home, sold.bought, shelf, guide)
    except NotStampable as error:
        raise LastingError(str(error)) from error
    token = download_token(home_salt(bench.home), asked.order_id, asked.line)
    ready = Ready(
        order_id=asked.order_id,
        line=asked.line,
        token_hash=token_hash(token),
        generated_key=guide.generated_key,
        edition=guide.edition,
        files=files,
    )

    def write(connection: "Connection") -> None:
        done = grant(connection, ready, clock())
        log.info("download_ready", order_id=ready.order_id, line=ready.line, done=done)

    return write


def _sold(bench: Bench, asked: Asked, now: datetime) -> _Sold | None:
    """Return what was sold; None where nothing is owed for it any more."""
    with bench.ledger.read() as connection:
        order = whole(connection, asked.order_id)
        lines = (
            [one for one in order.lines if one["line"] == asked.line] if order else []
        )
        if order is None or not lines:
            raise LastingError(
                f"there is no line {asked.line} of order {asked.order_id}"
            )
        line, facts = lines[0], order.order
        ready = [one.line for one in rights_of(connection, asked.order_id, now)]
        key = work_of(connection, line["sku"])
    if facts["state"] in OVER:
        return None
    if facts["held_reason"] is not None:
        raise OrderWaits(
            f"order {facts['number']} is held ({facts['held_reason']}): release it first"
        )
    words = f"Order {facts['number']}   {masked(facts['email'])}".rstrip()
    bought = Bought(asked.order_id, asked.line, words)
    return _Sold(bought, line["sku"], key, asked.line in ready)


def _found(bench: Bench, sold: _Sold) -> tuple[Shelf, Guide | None]:
    """Return the work as it is sold now; None where an older edition is ready, and stays."""
    name = current(bench.home)
    shelf = Shelf(bench.home / "catalogue" / name if name else None)
    guide = shelf.guide(sold.generated_key) if sold.generated_key else None
    if guide is None and not sold.is_ready:
        raise LastingError(
            f"{sold.sku} of order {sold.bought.order_id} is no work that is on sale now:"
            " put it on sale again and retry, or give the money back"
        )
    return shelf, guide
