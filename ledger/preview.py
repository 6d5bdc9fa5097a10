"""What a rule would change, before it is set or ended."""

from dataclasses import dataclass
from heapq import nlargest
from statistics import median

from sqlalchemy import Connection

from ledger.errors import RuleUnknown
from ledger.prices import asked
from ledger.pricing import floor_of
from ledger.rules import Rule, in_force, proposed
from ledger.states import known_costs, states
from ledger.terms import Plan, plan

_SHOWN = 10
_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """One price before and after."""

    sku: str
    currency: str
    before_minor: int
    after_minor: int
    is_floor: bool

    @property
    def bp(self) -> int:
        """The change in hundredths of a percent of the price before."""
        moved = (self.after_minor - self.before_minor) * _WHOLE_BP
        return round(moved / max(self.before_minor, 1))


@dataclass(frozen=True, slots=True)
class Preview:
    """How many prices would change, and how; `largest` by their share of the price."""

    rule: Rule
    sold: int
    up: int
    down: int
    at_floor: int
    median_bp: int
    largest: tuple[Change, ...]
    changes: tuple[Change, ...]

    @property
    def changed(self) -> int:
        """How many prices would change."""
        return self.up + self.down


def preview(connection: Connection, rule: Rule, markup_bp: int) -> Preview:
    """Tell what would change if `rule` were set now; nothing is written."""
    rule = proposed(connection, rule)
    return _with(connection, rule, plan(connection, markup_bp, rule))


def preview_end(connection: Connection, rule_id: int, markup_bp: int) -> Preview:
    """Tell what would change if a rule ended now; nothing is written."""
    found = [one for one in in_force(connection) if one.rule_id == rule_id]
    if not found:
        raise RuleUnknown(f"no price rule {rule_id} is in force")
    # One in its place that says nothing leaves all to the wider ones.
    silent = Rule(found[0].scope, found[0].key)
    return _with(connection, found[0], plan(connection, markup_bp, silent))


def _with(connection: Connection, rule: Rule, rules: Plan) -> Preview:
    held = states(connection)
    costs = known_costs(held.values())
    changes = []
    for cost in costs:
        before, after = held[cost.sku].price_minor, asked(cost, rules)
        if before is not None and before != after:
            terms = rules.terms(cost.sku, cost.category, cost.currency)
            is_floor = after == floor_of(cost.cost_minor, terms)
            change = Change(cost.sku, cost.currency, before, after, is_floor)
            changes.append(change)
    return Preview(
        rule=rule,
        sold=len(costs),
        up=sum(one.after_minor > one.before_minor for one in changes),
        down=sum(one.after_minor < one.before_minor for one in changes),
        at_floor=sum(one.is_floor for one in changes),
        median_bp=round(median(one.bp for one in changes)) if changes else 0,
        largest=tuple(
            nlargest(_SHOWN, changes, key=lambda one: (abs(one.bp), one.sku))
        ),
        changes=tuple(changes),
    )
