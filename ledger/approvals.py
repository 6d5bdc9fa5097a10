"""Who let which edition of a generated product be sold: rows are only added.

An edition is a product's key with the digest of its file. Its newest row holds:

    no row --> approved --> withdrawn
       |                        ^
       +-----> refused          |
       +------------------------+   with another edition of its product

What is refused or withdrawn stays so, and a newer edition can be approved. A rule
approves no more than a cap lets it within a day, whoever else approves meanwhile.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, func, insert, select

from ledger import audit
from ledger.audit import Deed
from ledger.errors import AlreadyDecided
from ledger.locks import Lock, take
from ledger.tables import approvals

Verdict = Literal["approved", "refused", "withdrawn"]
# (generated_key, digest)
EditionKey = tuple[str, str]

# The actor that is no person.
RULE = "rule"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on one edition, who gives it, and why."""

    generated_key: str
    digest: str
    verdict: Verdict
    actor: str
    reason: str = ""

    @property
    def edition(self) -> EditionKey:
        """The edition that it is about."""
        return self.generated_key, self.digest


@dataclass(frozen=True, slots=True)
class Approval:
    """A decision as it was written down."""

    approval_id: int
    generated_key: str
    digest: str
    verdict: Verdict
    actor: str
    reason: str
    decided_at: datetime


Standing = Mapping[EditionKey, Approval]


def decide(connection: Connection, decision: Decision, now: datetime) -> None:
    """Write a decision down, here and in the audit, if it may follow the one before."""
    take(connection, Lock.APPROVALS)
    of_it = _ORDERED.where(
        approvals.c.generated_key == decision.generated_key,
        approvals.c.digest == decision.digest,
    )
    for before in connection.execute(of_it).all()[-1:]:
        _check(Approval(*before), decision.verdict)
    _write(connection, decision, now)


def approve_within(
    connection: Connection, wanted: Sequence[Decision], cap: int, now: datetime
) -> list[Decision]:
    """Approve by the rule what nobody has decided on, as far as the day's cap allows."""
    take(connection, Lock.APPROVALS)
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    left = max(0, cap - by_rule_since(connection, today))
    known = standing(connection)
    chosen = [
        replace(one, verdict="approved", actor=RULE)
        for one in wanted
        if one.edition not in known
    ]
    for decision in chosen[:left]:
        _write(connection, decision, now)
    return chosen[:left]


def standing(connection: Connection) -> dict[EditionKey, Approval]:
    """Return the newest decision on every edition."""
    return {(one.generated_key, one.digest): one for one in decisions(connection)}


def decisions(connection: Connection) -> list[Approval]:
    """Return all decisions in their order."""
    return [Approval(*row) for row in connection.execute(_ORDERED)]


def latest(connection: Connection, limit: int) -> list[Approval]:
    """Return the last decisions, the latest first."""
    order = approvals.c.approval_id.desc()
    rows = connection.execute(select(approvals).order_by(order).limit(limit))
    return [Approval(*row) for row in rows]


def decided(connection: Connection, keys: Collection[str]) -> set[EditionKey]:
    """Return which editions of some products were decided on."""
    wanted = select(approvals.c.generated_key, approvals.c.digest).where(
        approvals.c.generated_key.in_(keys)
    )
    return {(row[0], row[1]) for row in connection.execute(wanted)}


def by_rule_since(connection: Connection, since: datetime) -> int:
    """Return how many editions the rule has approved since a time."""
    by_rule = select(func.count()).where(
        approvals.c.actor == RULE,
        approvals.c.verdict == "approved",
        approvals.c.decided_at >= since,
    )
    return connection.scalar(by_rule) or 0


def left_to_people(known: Standing) -> set[str]:
    """Return the products that a person refused or withdrew last: no rule sells them."""
    newest: dict[str, Approval] = {}
    for one in sorted(known.values(), key=lambda one: one.approval_id):
        if one.actor != RULE:
            newest[one.generated_key] = one
    return {key for key, one in newest.items() if one.verdict != "approved"}


_ORDERED = select(approvals).order_by(approvals.c.approval_id)


def _write(connection: Connection, decision: Decision, now: datetime) -> None:
    row = {name: getattr(decision, name) for name in Decision.__slots__}
    connection.execute(insert(approvals), row | {"decided_at": now})
    # The words of a reason stay out of what can never be changed.
    deed = Deed(
        decision.actor,
        f"product.{decision.verdict}",
        decision.generated_key,
        {"digest": decision.digest},
    )
    audit.record(connection, deed, now)


def _check(before: Approval, verdict: Verdict) -> None:
    """Refuse what does not follow: only what is approved can be decided on again."""
    if (before.verdict, verdict) == ("approved", "withdrawn"):
        return
    also = ""
    if before.verdict != verdict:
        can = "it can be withdrawn" if before.verdict == "approved" else _NEWER
        also = f"; {can}"
    raise AlreadyDecided(
        f"product {before.generated_key}: its edition {before.digest[:12]} was already"
        f" {before.verdict} by {before.actor} on {before.decided_at:%Y-%m-%d}{also}"
    )


_NEWER = "a newer edition can be approved"
