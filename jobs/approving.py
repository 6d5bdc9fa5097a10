"""Who lets generated products be sold: a rule, up to a cap a day, or a person.

Decisions stand in the ledger, where two at once cannot decide the same. The lake gets
copies afterwards, for its stages; a copy that a kill left out is made by the next run.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import pyarrow as pa

from jobs.business import Business, Done
from jobs.editions import Edition, editions
from lake.durable import locked
from lake.load import append
from lake.sql import current
from lake.tables import schema
from ledger import approvals
from ledger.approvals import RULE, Decision

STEP = "approve"


def approving(business: Business) -> Done:
    """Approve by the rule what waits, and copy to the lake what was decided."""
    started = time.monotonic()
    waiting = [one for one in editions(business) if waits(one)]
    approve_by_rule(business, waiting, datetime.now(UTC))
    return Done(
        step=STEP,
        rows_in=len(waiting),
        rows_out=copied(business),
        failed=0,
        seconds=round(time.monotonic() - started, 3),
    )


def waits(edition: Edition) -> bool:
    """Return whether a decision on this edition is waited for."""
    return edition.is_newest and edition.state == "checked"


def approve_by_rule(
    business: Business, waiting: Sequence[Edition], now: datetime
) -> list[Decision]:
    """Approve the best of what waits, as far as the settings and the day's cap allow."""
    settings = business.settings.generate
    if settings.approve != "rule" or not waiting:
        return []
    with business.ledger.read() as connection:
        left = approvals.left_to_people(approvals.standing(connection))
    good = [
        one
        for one in waiting
        if (one.quality or 0) >= settings.least_quality
        and one.generated_key not in left
    ]
    good.sort(key=lambda one: (-(one.quality or 0), one.generated_key))
    wanted = [_by_rule(one, settings.least_quality) for one in good]
    if not wanted:
        return []
    with business.ledger.write() as connection:
        return approvals.approve_within(connection, wanted, settings.daily_cap, now)


def copied(business: Business) -> int:
    """Copy to the lake the decisions that it lacks; return how many."""
    with business.ledger.read() as connection:
        told = approvals.decisions(connection)
    if not told:
        return 0
    with locked(business.lake.folder / ".approvals"):
        known = _copied_before(business)
        rows = [row for row in map(_row, told) if _told(row) not in known]
        if rows:
            wanted = schema("approvals", common=False)
            table = pa.Table.from_pylist(rows, schema=wanted)
            append(business.lake, "approvals", {"approvals": table})
    return len(rows)


def _copied_before(business: Business) -> set[tuple[object, ...]]:
    if business.lake.table("approvals") is None:
        return set()
    columns = ", ".join(_TELLING)
    with current(business.lake) as connection:
        rows = connection.execute(f"SELECT {columns} FROM approvals").fetchall()  # noqa: S608 - ours
    return set(rows)


def _row(one: approvals.Approval) -> dict[str, object]:
    return msgspec.to_builtins(one, builtin_types=(datetime,))


def _told(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in _TELLING)


# The number alone would do, but for a ledger that was put back from a backup.
_TELLING = ("approval_id", "generated_key", "digest", "verdict")


def _by_rule(edition: Edition, least: float) -> Decision:
    reason = f"passed the gate, and its quality of {edition.quality:.2f} is {least:g} or more"
    return Decision(
        edition.generated_key, edition.digest, "approved", RULE, f"by rule: {reason}"
    )
