"""Take what was seen at forgotten places out of the ledger, and out of its file.

A sku stays for ever, as orders may name it; which listing it stood for goes, and so do
jobs and error texts that name what is forgotten. SQLite keeps old pages in the file's
free list and in the write-ahead log: both are emptied. PostgreSQL's own logs and
backups are its operator's to clear.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, delete, select, update

from ledger.columns import canonical_json
from ledger.errors import LedgerBusy
from ledger.open import Ledger
from ledger.orders.paytables import refunds
from ledger.orders.tables import orders
from ledger.pricetables import price_rules
from ledger.tables import approvals, runs, sku_members, skus, work

# Why somebody did something, in words.
_REASONS = (
    (approvals.c.approval_id, approvals.c.reason),
    (price_rules.c.rule_id, price_rules.c.note),
    (orders.c.number, orders.c.cancel_reason),
    (refunds.c.refund_id, refunds.c.reason),
)
# Below the number of parameters that SQLite and PostgreSQL take at once.
_BATCH = 5_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is to vanish: keys, and how texts look that name it."""

    listings: Collection[str] = ()
    groups: Collection[str] = ()
    urls: str = ""  # a regular expression, found anywhere in a text
    words: Collection[str] = ()

    def is_named_in(self, text: str | None) -> bool:
        """Return whether `text` says any of it."""
        if not text:
            return False
        if self.urls and re.search(self.urls, text):
            return True
        return any(word in text for word in self.words)


def skus_of(
    ledger: Ledger, listings: Collection[str], groups: Collection[str]
) -> set[str]:
    """Return the skus under which these listings and groups were ever sold."""
    found: set[str] = set()
    with ledger.read() as connection:
        for part in _parts(listings):
            held = select(sku_members.c.sku).where(sku_members.c.listing_key.in_(part))
            found.update(connection.scalars(held))
        for part in _parts({*listings, *groups}):
            named = select(skus.c.sku).where(skus.c.group_key.in_(part))
            found.update(connection.scalars(named))
        for part in _parts(set(found)):
            merged = select(skus.c.sku).where(skus.c.merged_into.in_(part))
            found.update(connection.scalars(merged))
    return found


def forget(ledger: Ledger, sought: Sought) -> int:
    """Take out what is sought; return how many rows lost something."""
    with ledger.write() as connection:
        # What is deleted is written over in the file; other databases do not know this.
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        changed = _forget_listings(connection, sought.listings)
        changed += _forget_texts(connection, sought)
        changed += _forget_reasons(connection, sought)
    return changed


def texts(ledger: Ledger) -> Iterator[str]:
    """Yield every text of jobs, errors and reasons that `forget` looks into."""
    with ledger.read() as connection:
        columns = (runs.c.error, work.c.key, work.c.error)
        for column in (*columns, *(words for _, words in _REASONS)):
            for text in connection.scalars(select(column).where(column.is_not(None))):
                yield text or ""
        for payload in connection.scalars(select(work.c.payload)):
            yield canonical_json(payload)


def scrub(ledger: Ledger) -> None:
    """Leave nothing of deleted rows in SQLite's file or its write-ahead log."""
    engine = ledger.writer
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        connection = raw.driver_connection
        if connection is None:
            return
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
    if busy:
        raise LedgerBusy(
            f"someone reads the ledger {ledger.place}, so its write-ahead log cannot be"
            " emptied; end the shop and other commands, then forget again"
        )


def _forget_listings(connection: Connection, listings: Collection[str]) -> int:
    changed = 0
    for part in _parts(listings):
        members = delete(sku_members).where(sku_members.c.listing_key.in_(part))
        changed += connection.execute(members).rowcount
        # The key of a group is that of one of its listings; a sku needs some key.
        named = update(skus).where(skus.c.group_key.in_(part))
        changed += connection.execute(named.values(group_key=skus.c.sku)).rowcount
    return changed


def _forget_texts(connection: Connection, sought: Sought) -> int:
    failed = select(runs.c.run_id, runs.c.error).where(runs.c.error.is_not(None))
    told = [row for row in connection.execute(failed) if sought.is_named_in(row.error)]
    for row in told:
        named = update(runs).where(runs.c.run_id == row.run_id)
        connection.execute(named.values(error="forgotten"))
    jobs = connection.execute(
        select(work.c.id, work.c.key, work.c.payload, work.c.error)
    ).all()
    says = sought.is_named_in
    gone = [row.id for row in jobs if says(row.key) or _any_text(row.payload, says)]
    for part in _parts(gone):
        connection.execute(delete(work).where(work.c.id.in_(part)))
    lost = [row.id for row in jobs if sought.is_named_in(row.error)]
    for part in _parts(lost):
        own = update(work).where(work.c.id.in_(part))
        connection.execute(own.values(error="forgotten"))
    return len(told) + len(gone) + len(lost)


def _forget_reasons(connection: Connection, sought: Sought) -> int:
    changed = 0
    for key, words in _REASONS:
        said = connection.execute(select(key, words)).all()
        named = [row_id for row_id, text in said if sought.is_named_in(text)]
        for part in _parts(named):
            own = update(key.table).where(key.in_(part))
            connection.execute(own.values({words: "forgotten"}))
        changed += len(named)
    return changed


def _any_text(value: object, says: Callable[[str | None], bool]) -> bool:
    """Return whether a text anywhere in a JSON value says something."""
    if isinstance(value, str):
        return says(value)
    if isinstance(value, dict):
        return any(_any_text(one, says) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return any(_any_text(one, says) for one in value)
    return False


def _parts(keys: Collection[T]) -> Iterator[Sequence[T]]:
    ordered = list(keys)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]
