"""Prices that follow a rule: at once where they are few, by a worker where many.

A rule and the work that follows it are written in one transaction: whoever dies after it
leaves the work in the queue, and each part of the prices that was made holds.
"""

from typing import TYPE_CHECKING

from ledger.prices import reprice_stored
from ledger.repricing import PART, WORK
from ledger.rules import Rule, ever_set
from ledger.states import priced_skus
from ledger.work import Work, put
from storefront.console.desk import Doing

if TYPE_CHECKING:
    from sqlalchemy import Connection


def rules_mark(connection: "Connection") -> str:
    """Return what differs once anybody has set or ended a rule."""
    rules = ever_set(connection)
    last = rules[-1].rule_id if rules else 0
    return f"{last}-{sum(one.ended_at is None for one in rules)}"


def reprice(doing: Doing, rule: Rule) -> str:
    """Make the prices anew that a rule may change; say what came of it."""
    connection, now = doing.connection, doing.now
    markup_bp = doing.parts.settings.markup_percent * 100
    only = [rule.key] if rule.scope == "product" else None
    if only is None and len(priced_skus(connection)) > PART:
        number = put(connection, Work(WORK, {}, key="prices"), now)
        return f"Job {number} makes the prices anew; the shop shows them as they come."
    done = reprice_stored(connection, now, markup_bp, "rule", only)
    many = "1 price" if done.changed == 1 else f"{done.changed:,} prices"
    return f"{many} changed in the shop."
