"""Fraud rules: the signs that orders are looked at for, and what each counts."""

from collections.abc import Mapping
from typing import Any, get_args

import msgspec
from litestar import Response, post

from ledger.orders.fraud import (
    DEFAULTS,
    ENOUGH,
    FIELDS,
    FraudRule,
    Operator,
    forget_fraud_rule,
    fraud_rules_now,
    set_fraud_rule,
)
from storefront.console.amounts import minor_of, pieces_of, words_of
from storefront.console.desk import Asking, Board, Did, Doing, act
from storefront.console.door import STAFF
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_HERE, _UNDO = "/console/fraud", "/console/fraud/undo"
_OPERATORS: tuple[Operator, ...] = get_args(Operator)
_SAID: Mapping[str, str] = {
    "total_minor": "the sum",
    "pieces": "pieces",
    "orders_of_a_day": "orders of the buyer in a day",
    "failed_payments": "payments that failed",
    "countries": "countries that signs point to",
    "country": "the country",
    "mail_domain": "the domain of the e-mail address",
    "all_digital": "all of it is digital",
    "coupon": "the coupon",
}
_MOST_SCORE = 1_000


def _facts(asking: Asking) -> dict[str, object]:
    return {
        "rules": fraud_rules_now(asking.connection),
        "ours": {one.name for one in DEFAULTS},
        "fields": {name: _SAID.get(name, name) for name in FIELDS},
        "operators": _OPERATORS,
        "enough": ENOUGH,
        "currency": asking.parts.settings.currency,
        "value_words": _value_words,
    }


BOARD = Board("fraud", "Fraud rules", _facts)


def _value_words(rule: FraudRule) -> str:
    value = rule.value
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


@post("/fraud/set", opt=STAFF)
async def set_(request: Asked) -> Response[Any]:
    """Add a rule, or put it in the place of the one with its name."""
    return await act(request, lambda doing: _put(doing, _rule(doing)), _HERE)


@post("/fraud/switch", opt=STAFF)
async def switch(request: Asked) -> Response[Any]:
    """Let a rule count, or not."""
    return await act(request, _switch, _HERE)


@post("/fraud/undo", opt=STAFF)
async def undo(request: Asked) -> Response[Any]:
    """Let a rule be as it was before the last change."""
    return await act(request, _undo_last, _HERE)


def _switch(doing: Doing) -> Did:
    rule = _named(doing, doing.form.get("name", ""))
    if rule is None:
        raise DeedRefused("there is no such rule.")
    is_on = doing.form.get("active") == "1"
    return _put(doing, msgspec.structs.replace(rule, active=is_on))


def _put(doing: Doing, rule: FraudRule) -> Did:
    before = _named(doing, rule.name)
    set_fraud_rule(doing.connection, rule, doing.now)
    facts = {"score": rule.score, "active": rule.active}
    kept = msgspec.to_builtins(before) if before else None
    undo_ = {"action": _UNDO, "name": rule.name, "before": kept}
    said = f"{rule.name}: {rule.score} points" if rule.active else f"{rule.name}: off"
    deed = doing.deed("fraud.rule", rule.name, **facts)
    return Did(f"{said}. It counts for orders paid from now on.", (deed,), undo_)


def _undo_last(doing: Doing) -> Did:
    kept = doing.login.did.get("undo") or {}
    if kept.get("action") != _UNDO:
        raise DeedRefused("there is nothing to take back any more.")
    if kept["before"] is None:
        forget_fraud_rule(doing.connection, kept["name"])
    else:
        before = msgspec.convert(kept["before"], FraudRule)
        set_fraud_rule(doing.connection, before, doing.now)
    deed = doing.deed("fraud.rule", kept["name"], undone=True)
    return Did(f"{kept['name']} is as before.", (deed,))


def _named(doing: Doing, name: str) -> FraudRule | None:
    rules = fraud_rules_now(doing.connection)
    return next((one for one in rules if one.name == name), None)


def _rule(doing: Doing) -> FraudRule:
    form = doing.form
    field = form.get("field", "")
    operator = next((one for one in _OPERATORS if one == form.get("operator")), None)
    if field not in FIELDS or operator is None:
        raise DeedRefused("that is nothing to look at.")
    currency = doing.parts.settings.currency if field == "total_minor" else None
    score = pieces_of(form.get("score", ""), "points")
    if not 0 < score <= _MOST_SCORE:
        raise DeedRefused(f"points are from 1 to {_MOST_SCORE:,}.")
    said = form.get("value", "")
    values = [one.strip() for one in said.split(",")] if operator == "in" else [said]
    read = [_value(field, one, currency or "") for one in values]
    return FraudRule(
        name=words_of(form.get("name", ""), "the name", 80),
        field=field,
        operator=operator,
        value=read if operator == "in" else read[0],
        score=score,
        currency=currency,
    )


def _value(field: str, said: str, currency: str) -> int | str | bool:
    kind = FIELDS[field]
    if field == "total_minor":
        return minor_of(said, currency, "the sum")
    if kind is int:
        return pieces_of(said, _SAID.get(field, field))
    if kind is bool:
        return said.strip().lower() in {"yes", "true", "1"}
    return words_of(said, "the value", 100)


HANDLERS = (set_, switch, undo)
