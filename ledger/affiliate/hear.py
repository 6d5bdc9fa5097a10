r"""Hear what a network says of a conversion: noted once, however often it is said.

    pending --> cleared --> paid
        \          |          |
         \---------+----------+--> reversed      money taken back, also what was paid

Nothing goes back to the left: what says so is late, and changes nothing. Within a state
the amount may be corrected. A postback says each thing once (who replays an old one
changes nothing); a report is what the network stands by, and has the last word on
amounts. Each change is a row that stays, and the figures are told of it.
"""

from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from ledger.affiliate.errors import CurrencyChanged
from ledger.affiliate.facts import RANKS, ConversionFacts, refuse_nonsense
from ledger.affiliate.tables import commission_moves, conversions
from ledger.locks import Lock, take
from ledger.orders.keys import new_key
from ledger.work import Work, put

Outcome = Literal["new", "changed", "repeated", "late"]


class Heard(msgspec.Struct, frozen=True):
    """Which conversion it was about, and what came of it."""

    conversion_id: str
    outcome: Outcome


def hear(connection: Connection, facts: ConversionFacts, now: datetime) -> Heard:
    """Heed what a network says; the same again changes nothing."""
    refuse_nonsense(facts, now)
    # Two messages of one conversion come one after the other, also the first two.
    take(connection, Lock.WORK_KEY, f"conversion:{facts.network}:{facts.reference}")
    named = {"who": facts.network, "name": facts.reference}
    row = connection.execute(_BY_NAME, named).one_or_none()
    if row is None:
        return _begin(connection, facts, now)
    if row.currency != facts.currency:
        raise CurrencyChanged(
            f"{facts.network} told {facts.reference} in {row.currency}, now in"
            f" {facts.currency}"
        )
    if outcome := _nothing_new(connection, row, facts):
        return Heard(row.conversion_id, outcome)
    before = _brings(row.state, row.commission_minor)
    _change(connection, row, facts, now)
    _move(connection, row.conversion_id, before, facts, now)
    return Heard(row.conversion_id, "changed")


def _begin(connection: Connection, facts: ConversionFacts, now: datetime) -> Heard:
    conversion_id = new_key(now)
    row = {
        "conversion_id": conversion_id,
        "click_state": "unchecked" if facts.click_id else "none",
        "created_at": now,
        "updated_at": now,
        **msgspec.structs.asdict(facts),
        "happened_at": facts.happened_at or now,
        "click_id": facts.click_id or None,
    }
    del row["source"]
    connection.execute(insert(conversions), row)
    _move(connection, conversion_id, 0, facts, now)
    return Heard(conversion_id, "new")


def _nothing_new(
    connection: Connection, row: Row[tuple[object, ...]], facts: ConversionFacts
) -> Outcome | None:
    same = (row.state, row.commission_minor) == (facts.state, facts.commission_minor)
    if same:
        return "repeated"
    if RANKS[facts.state] < RANKS[row.state]:
        return "late"
    said = {"of": row.conversion_id, "so": facts.state, "sum": facts.commission_minor}
    is_old = connection.execute(_SAID, said).first() is not None
    return "repeated" if facts.source == "postback" and is_old else None


def _change(
    connection: Connection,
    row: Row[tuple[object, ...]],
    facts: ConversionFacts,
    now: datetime,
) -> None:
    values = {
        "state": facts.state,
        "commission_minor": facts.commission_minor,
        "updated_at": now,
        "programme": facts.programme or row.programme,
    }
    if facts.sale_minor is not None:
        values["sale_minor"] = facts.sale_minor
    if row.click_id is None and facts.click_id:
        values |= {"click_id": facts.click_id, "click_state": "unchecked"}
    connection.execute(_CHANGE, {"of": row.conversion_id, **values})


def _move(
    connection: Connection,
    conversion_id: str,
    before_minor: int,
    facts: ConversionFacts,
    now: datetime,
) -> None:
    """Write what changed, and have the figures told of it."""
    seq = (connection.scalar(_LAST, {"of": conversion_id}) or 0) + 1
    row = {
        "conversion_id": conversion_id,
        "seq": seq,
        "state": facts.state,
        "delta_minor": _brings(facts.state, facts.commission_minor) - before_minor,
        "commission_minor": facts.commission_minor,
        "source": facts.source,
        "moved_at": now,
    }
    connection.execute(insert(commission_moves), row)
    told = {"kind": "commission", "conversion_id": conversion_id}
    key = f"conversion:{conversion_id}:shop_event"
    put(connection, Work("shop_event", told, key=key), now)


def _brings(state: str, commission_minor: int) -> int:
    return 0 if state == "reversed" else commission_minor


_BY_NAME = select(conversions).where(
    conversions.c.network == bindparam("who"),
    conversions.c.reference == bindparam("name"),
)
_CHANGE = update(conversions).where(conversions.c.conversion_id == bindparam("of"))
_of = commission_moves.c.conversion_id == bindparam("of")
_LAST = select(func.max(commission_moves.c.seq)).where(_of)
_SAID = select(commission_moves.c.seq).where(
    _of,
    commission_moves.c.state == bindparam("so"),
    commission_moves.c.commission_minor == bindparam("sum"),
)
