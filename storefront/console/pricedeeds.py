"""What is done with price rules: set and ended after a look, and taken back."""

from typing import Any

import msgspec
from litestar import Response, post

from ledger.locks import Lock, take
from ledger.rules import Rule, end_rule, in_force, proposed, set_rule
from storefront.console.desk import Did, Doing, act
from storefront.console.door import STAFF
from storefront.console.prices import number_of
from storefront.console.repricing import reprice, rules_mark
from storefront.console.rulesaid import rule_of
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked
from storefront.rulewords import of_all, rule_words

_HERE, _UNDO = "/console/prices", "/console/prices/undo"
_KEPT = (
    *("scope", "key", "markup_bp", "fixed_minor", "least_margin_bp"),
    *("least_margin_minor", "currency", "rounding", "note"),
)


@post("/prices/set", opt=STAFF)
async def set_(request: Asked) -> Response[Any]:
    """Let a rule hold, and make the prices anew by it."""
    return await act(request, _set, _HERE)


@post("/prices/end", opt=STAFF)
async def end(request: Asked) -> Response[Any]:
    """Let a rule hold no longer, and make the prices anew without it."""
    return await act(request, _end, _HERE)


@post("/prices/undo", opt=STAFF)
async def undo(request: Asked) -> Response[Any]:
    """Let the rules hold that held before the last change."""
    return await act(request, _undo_last, _HERE)


def _set(doing: Doing) -> Did:
    _refuse_unseen(doing)
    settings = doing.parts.settings
    asked = rule_of(doing.form, settings.currency, doing.user.name)
    before = _same(doing, proposed(doing.connection, asked))
    # It notes itself in the audit.
    rule = set_rule(doing.connection, asked, doing.now)
    said = f"{rule_words(rule)}. {reprice(doing, rule)}"
    return Did(said, undo=_kept(rule.rule_id, before))


def _end(doing: Doing) -> Did:
    _refuse_unseen(doing)
    number = number_of(doing.form.get("ends", ""))
    rule = end_rule(doing.connection, number, doing.user.name, doing.now)
    said = f"The rule for {of_all(rule)} holds no longer. {reprice(doing, rule)}"
    return Did(said, undo=_kept(0, rule))


def _undo_last(doing: Doing) -> Did:
    kept = doing.login.did.get("undo") or {}
    if kept.get("action") != _UNDO:
        raise DeedRefused("there is nothing to take back any more.")
    who, now, rule = doing.user.name, doing.now, None
    if kept["ends"]:
        rule = end_rule(doing.connection, kept["ends"], who, now)
    if kept["before"]:
        again = msgspec.convert(kept["before"] | {"actor": who}, Rule)
        if not rule and _same(doing, again):
            raise DeedRefused("there is another rule by now: look at it.")
        rule = set_rule(doing.connection, again, now)
    if rule is None:
        raise DeedRefused("there is nothing to take back any more.")
    return Did(f"The rules are as before. {reprice(doing, rule)}")


def _refuse_unseen(doing: Doing) -> None:
    take(doing.connection, Lock.PRICES)
    if doing.form.get("mark") != rules_mark(doing.connection):
        raise DeedRefused(
            "a rule was changed meanwhile: look at what would change again."
        )


def _same(doing: Doing, rule: Rule) -> Rule | None:
    """Return the rule in force for the same, if there is one."""
    for one in in_force(doing.connection):
        if (one.scope, one.key) == (rule.scope, rule.key):
            return one
    return None


def _kept(ends: int, before: Rule | None) -> dict[str, Any]:
    rule = {name: getattr(before, name) for name in _KEPT} if before else None
    return {"action": _UNDO, "ends": ends, "before": rule}


HANDLERS = (set_, end, undo)
