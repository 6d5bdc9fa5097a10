"""Price rules: set, ended, never changed; of one scope and key one is in force.

A rule says only some parts of a price. Setting one again says the parts that are given
anew and keeps the others; the former rule ends. Rules hold from the moment they are
written to their end, whatever a clock says.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Literal, get_args

from sqlalchemy import Connection, insert, select, update

from ledger import audit
from ledger.audit import Deed
from ledger.errors import RuleRefused, RuleUnknown, SkuUnknown
from ledger.locks import Lock, take
from ledger.pricetables import price_rules, shelf_states
from ledger.pricing import DEAREST_MINOR, MOST_BP, ROUNDINGS, Rounding
from ledger.skus import group_keys, resolve
from ledger.workcodes import kind_in, work_in

Scope = Literal["all", "category", "product", "kind"]
SCOPES: tuple[Scope, ...] = get_args(Scope)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule says; None is what it leaves to wider ones.

    The key is a category's, a sku or a kind of generated works, and empty for all.
    """

    scope: Scope
    key: str = ""
    markup_bp: int | None = None
    fixed_minor: int | None = None
    least_margin_bp: int | None = None
    least_margin_minor: int | None = None
    currency: str | None = None
    rounding: Rounding | None = None
    actor: str = ""
    note: str = ""
    rule_id: int = 0
    valid_from: datetime | None = None
    ended_at: datetime | None = None

    @property
    def subject(self) -> str:
        """What it is a rule for, in words."""
        return f"{self.scope} {self.key}".strip()


PARTS = ("markup_bp", "fixed_minor", "least_margin_bp", "least_margin_minor")
_SAID = (*PARTS, "currency", "rounding")


def in_force(connection: Connection) -> list[Rule]:
    """Return the rules that hold now, oldest first."""
    return _rules(connection, price_rules.c.ended_at.is_(None))


def ever_set(connection: Connection) -> list[Rule]:
    """Return all rules, also those that have ended, oldest first."""
    return _rules(connection)


def proposed(connection: Connection, rule: Rule) -> Rule:
    """Return the rule as it would hold: checked, and with what the former one says."""
    rule = replace(rule, key=_key(connection, rule))
    for before in _holding(connection, rule):
        rule = _over(rule, before)
    _check(rule)
    if rule.scope == "product" and _works_too_much(rule):
        _refuse_work(connection, rule)
    return rule


def set_rule(connection: Connection, rule: Rule, now: datetime) -> Rule:
    """Let a rule hold from now on, here and in the audit."""
    take(connection, Lock.PRICES)
    rule = proposed(connection, rule)
    for before in _holding(connection, rule):
        _end(connection, before, now)
    row = {
        name: getattr(rule, name) for name in ("scope", "key", *_SAID, "actor", "note")
    } | {"valid_from": now}
    adding = insert(price_rules).returning(price_rules.c.rule_id)
    rule_id = connection.execute(adding, row).scalar_one()
    # The words of a note stay out of what can never be changed.
    facts = {"rule_id": rule_id} | {
        name: getattr(rule, name) for name in _SAID if getattr(rule, name) is not None
    }
    deed = Deed(rule.actor, "price.rule_set", rule.subject, facts)
    audit.record(connection, deed, now)
    return replace(rule, rule_id=rule_id, valid_from=now)


def end_rule(connection: Connection, rule_id: int, actor: str, now: datetime) -> Rule:
    """Let a rule hold no longer, here and in the audit."""
    take(connection, Lock.PRICES)
    found = [one for one in in_force(connection) if one.rule_id == rule_id]
    if not found:
        raise RuleUnknown(
            f"no price rule {rule_id} is in force; harvestman prices list names those"
            " that are"
        )
    _end(connection, found[0], now)
    deed = Deed(actor, "price.rule_ended", found[0].subject, {"rule_id": rule_id})
    audit.record(connection, deed, now)
    return found[0]


def _refuse_work(connection: Connection, rule: Rule) -> None:
    group = group_keys(connection, [rule.key]).get(rule.key, "")
    if work_in(group) is not None:
        raise RuleRefused(f"the price rule for {rule.subject} cannot be set: {_WORKS}")


def _rules(connection: Connection, *conditions: object) -> list[Rule]:
    columns = [price_rules.c[name] for name in Rule.__slots__]
    found = select(*columns).where(*conditions).order_by(price_rules.c.rule_id)  # type: ignore[arg-type]
    return [Rule(*row) for row in connection.execute(found)]


def _holding(connection: Connection, rule: Rule) -> list[Rule]:
    same = (price_rules.c.scope == rule.scope, price_rules.c.key == rule.key)
    return _rules(connection, price_rules.c.ended_at.is_(None), *same)


def _end(connection: Connection, rule: Rule, now: datetime) -> None:
    own = update(price_rules).where(price_rules.c.rule_id == rule.rule_id)
    # A clock that went back must not let a rule end before it began.
    ended = max(now, rule.valid_from) if rule.valid_from else now
    connection.execute(own.values(ended_at=ended))


def _key(connection: Connection, rule: Rule) -> str:
    """Return what the rule is kept under: a merged sku's rule is its heir's."""
    if rule.scope == "all":
        return ""
    if rule.scope == "category":
        _check_category(connection, rule.key)
    if rule.scope != "product":
        return rule.key
    heir = resolve(connection, rule.key)
    if heir is None:
        raise SkuUnknown(
            f"no product was ever sold under {rule.key!r}; a sku looks like HV-7K2M9QX"
            " and stands in the address of its page"
        )
    return heir


def _check_category(connection: Connection, key: str) -> None:
    """Refuse a category that nothing stands in, where anything stands anywhere."""
    found = connection.scalars(select(shelf_states.c.category).distinct())
    known = {
        "/".join(parts[: depth + 1])
        for category in found
        if kind_in(category) is None
        for parts in [category.split("/")]
        for depth in range(len(parts))
    }
    if known and key not in known:
        near = get_close_matches(key, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise RuleRefused(f"no product stands in the category {key!r}{hint}")


def _over(rule: Rule, before: Rule) -> Rule:
    """Return `rule` with the parts that it leaves open as they were `before`."""
    kept = {
        name: getattr(before, name)
        for name in (*_SAID, "note")
        if not getattr(rule, name) and getattr(rule, name) != 0
    }
    # A price is fixed or marked up, and the newer word counts.
    if rule.fixed_minor is not None or rule.markup_bp is not None:
        kept.pop("fixed_minor", None)
        kept.pop("markup_bp", None)
    whole = replace(rule, **kept)
    moneys = (whole.fixed_minor, whole.least_margin_minor)
    if moneys == (None, None):
        return replace(whole, currency=None)
    if rule.currency and before.currency not in {None, rule.currency}:
        raise RuleRefused(
            f"the rule for {rule.subject} counts in {before.currency}, not in"
            f" {rule.currency}: end rule {before.rule_id} first"
        )
    return whole


def _check(rule: Rule) -> None:
    """Refuse what no price can be made of."""
    for says_wrong, said in (
        (rule.scope not in SCOPES, f"a scope is one of {', '.join(SCOPES)}"),
        (rule.scope != "all" and not rule.key, f"it says of no {rule.scope}"),
        (all(getattr(rule, name) is None for name in (*PARTS, "rounding")), _NOTHING),
        (rule.markup_bp is not None and rule.fixed_minor is not None, _EITHER),
        (rule.scope == "all" and rule.fixed_minor is not None, _FIXED_FOR_ALL),
        (rule.scope == "kind" and _works_too_much(rule), _WORKS),
        (rule.rounding not in {None, *ROUNDINGS}, f"prices end {', '.join(ROUNDINGS)}"),
        (_has_money(rule) and not rule.currency, "an amount needs its currency"),
    ):
        if says_wrong:
            raise RuleRefused(
                f"the price rule for {rule.subject} cannot be set: {said}"
            )
    _check_ranges(rule)


def _check_ranges(rule: Rule) -> None:
    for name, word in _CALLED.items():
        most = MOST_BP if name.endswith("bp") else DEAREST_MINOR
        value = getattr(rule, name)
        if value is not None and not 0 <= value <= most:
            shown = f"{most // 100} %" if name.endswith("bp") else f"{most} minor units"
            raise RuleRefused(
                f"the price rule for {rule.subject} cannot be set: {word} is to be from"
                f" 0 to {shown}"
            )


def _has_money(rule: Rule) -> bool:
    return rule.fixed_minor is not None or rule.least_margin_minor is not None


def _works_too_much(rule: Rule) -> bool:
    # What we make ourselves costs nothing that a markup could be added to.
    others = (rule.markup_bp, rule.least_margin_bp, rule.least_margin_minor)
    return any(one is not None for one in (*others, rule.rounding))


_CALLED = dict(
    zip(
        PARTS,
        ("a markup", "a fixed price", "a least margin", "a least margin"),
        strict=True,
    )
)
_NOTHING = "it says nothing; give a markup, a fixed price, a margin or a rounding"
_EITHER = "a price is marked up or fixed, not both"
_FIXED_FOR_ALL = "a fixed price is for a product, a category or a kind of works"
_WORKS = "generated works cost nothing to mark up; give a fixed price alone"
