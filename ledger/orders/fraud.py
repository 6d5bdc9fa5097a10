"""Signs of fraud: each that an order shows adds its points, and enough of them hold it.

The rules are data: those below, and rows of the ledger, which take the place of a rule
of the same name. An order is looked at once, when its money has come.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, select

from ledger.orders.errors import FraudRuleRefused
from ledger.orders.keys import first_key
from ledger.orders.paytables import payments
from ledger.orders.risktables import fraud_rules
from ledger.orders.tables import order_lines, orders
from ledger.upsert import upsert

SUSPECTED = "fraud"
# So many points hold an order until a person has looked.
ENOUGH = 100
_DAY = timedelta(days=1)
_NAME_CHARS = 80

Operator = Literal["at_least", "at_most", "is", "is_not", "in"]
# What can be looked at, and what kind of value it is held against.
FIELDS: Mapping[str, type] = {
    "total_minor": int,
    "pieces": int,
    "orders_of_a_day": int,
    "failed_payments": int,
    "countries": int,
    "country": str,
    "mail_domain": str,
    "all_digital": bool,
    "coupon": str,
}
_NUMBERS: frozenset[str] = frozenset({"at_least", "at_most"})


class FraudRule(msgspec.Struct, frozen=True, kw_only=True):
    """One sign: what of an order is held against what, and how many points it gives."""

    name: str
    field: str
    operator: Operator
    value: Any
    score: int
    currency: str | None = None
    active: bool = True


class Verdict(msgspec.Struct, frozen=True):
    """The points of an order, and the rules that gave them."""

    score: int
    rules: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether a person must look first."""
        return self.score >= ENOUGH


DEFAULTS: tuple[FraudRule, ...] = (
    FraudRule(
        name="many orders of one buyer in a day",
        field="orders_of_a_day",
        operator="at_least",
        value=6,
        score=ENOUGH,
    ),
    FraudRule(
        name="signs of several countries",
        field="countries",
        operator="at_least",
        value=2,
        score=40,
    ),
    FraudRule(
        name="payments that failed before",
        field="failed_payments",
        operator="at_least",
        value=3,
        score=60,
    ),
    FraudRule(
        name="many pieces", field="pieces", operator="at_least", value=20, score=40
    ),
)


def fraud_rules_now(connection: Connection) -> list[FraudRule]:
    """Return the rules: what each shop begins with, and what was said here."""
    rows = connection.execute(_RULES).mappings()
    said = [msgspec.convert(dict(row), FraudRule) for row in rows]
    rules = {one.name: one for one in (*DEFAULTS, *said)}
    return list(rules.values())


def set_fraud_rule(connection: Connection, rule: FraudRule, now: datetime) -> None:
    """Add a rule, or put it in the place of the one with its name."""
    _refuse_nonsense(rule)
    row = msgspec.structs.asdict(rule) | {"updated_at": now}
    connection.execute(upsert(connection, fraud_rules), row)


def forget_fraud_rule(connection: Connection, name: str) -> bool:
    """Take back what was said of a rule; one that each shop has is as it was."""
    return connection.execute(_FORGET, {"of": name}).rowcount == 1


def judge(connection: Connection, order_id: str, now: datetime) -> Verdict:
    """Return the points of an order, and which rules gave them."""
    facts = _facts(connection, order_id, now)
    found = [
        rule
        for rule in fraud_rules_now(connection)
        if rule.active and finds(rule, facts)
    ]
    return Verdict(sum(rule.score for rule in found), tuple(one.name for one in found))


def finds(rule: FraudRule, facts: Mapping[str, Any]) -> bool:
    """Tell whether a rule finds its sign in what is known of an order."""
    if rule.currency not in {None, facts["currency"]}:
        return False
    known = facts[rule.field]
    match rule.operator:
        case "at_least":
            return bool(known >= rule.value)
        case "at_most":
            return bool(known <= rule.value)
        case "in":
            return known in rule.value
    return bool(known == rule.value) is (rule.operator == "is")


def _refuse_nonsense(rule: FraudRule) -> None:
    kind = FIELDS.get(rule.field)
    if kind is None:
        known = ", ".join(FIELDS)
        raise FraudRuleRefused(f"{rule.field!r:.80} is nothing to look at: {known} are")
    if rule.operator not in get_args(Operator):
        raise FraudRuleRefused(f"{rule.operator!r:.80} is no way to compare")
    if not 0 < len(rule.name.strip()) <= _NAME_CHARS:
        raise FraudRuleRefused(f"a rule has a name of {_NAME_CHARS} characters at most")
    values: Sequence[Any] = rule.value if rule.operator == "in" else [rule.value]
    fits = isinstance(values, list | tuple) and all(type(v) is kind for v in values)
    if not fits or (rule.operator in _NUMBERS and kind is not int):
        raise FraudRuleRefused(
            f"{rule.field} {rule.operator} {rule.value!r:.80}: {rule.field} is held"
            f" against {_SAID[kind]}"
        )
    if rule.field == "total_minor" and rule.currency is None:
        raise FraudRuleRefused("a rule about an amount says of which currency")


_SAID = {int: "a number", str: "a text", bool: "true or false"}


def _facts(connection: Connection, order_id: str, now: datetime) -> dict[str, Any]:
    order = connection.execute(_ORDER, {"of": order_id}).one()
    pieces, all_kinds, digital = connection.execute(_LINES, {"of": order_id}).one()
    lately = {"mail": order.email, "since": first_key(now - _DAY)}
    signs = {one for one in dict(order.evidence).values() if _is_country(one)}
    return {
        "currency": order.currency,
        "total_minor": order.total_minor,
        "country": order.country,
        "coupon": order.coupon or "",
        "pieces": int(pieces),
        "all_digital": all_kinds == digital,
        "mail_domain": order.email.rpartition("@")[2].lower(),
        "countries": len(signs | {order.country}),
        "orders_of_a_day": connection.scalar(_LATELY, lately) or 0,
        "failed_payments": connection.scalar(_FAILED, {"of": order_id}) or 0,
    }


def _is_country(said: object) -> bool:
    return isinstance(said, str) and len(said) == len("DE")


_RULES = select(
    *(fraud_rules.c[name] for name in FraudRule.__struct_fields__)
).order_by(fraud_rules.c.name)
_FORGET = delete(fraud_rules).where(fraud_rules.c.name == bindparam("of"))
_of = orders.c.order_id == bindparam("of")
_ORDER = select(orders).where(_of)
_LINES = select(
    func.sum(order_lines.c.quantity),
    func.count(),
    func.count().filter(order_lines.c.kind == "digital"),
).where(order_lines.c.order_id == bindparam("of"))
# Keys sort by time, so the orders of a day are one stretch of them.
_LATELY = (
    select(func.count())
    .select_from(orders)
    .where(
        orders.c.order_id >= bindparam("since"),
        func.lower(orders.c.email) == func.lower(bindparam("mail")),
    )
)
_FAILED = (
    select(func.count())
    .select_from(payments)
    .where(payments.c.order_id == bindparam("of"), payments.c.state == "failed")
)
