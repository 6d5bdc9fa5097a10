"""Price rules as facts, and in the words that the console uses too."""

from typing import Any

from ledger.rules import PARTS, Rule
from storefront.rulewords import (
    margin_words,
    of_all,
    percent,
    price_words,
    rule_words,
)

__all__ = [
    "margin_words",
    "of_all",
    "percent",
    "price_words",
    "rule_facts",
    "rule_words",
]

_FACTS = (*PARTS, "currency", "rounding", "actor", "note", "valid_from", "ended_at")


def rule_facts(rule: Rule) -> dict[str, Any]:
    """Return a rule for programs."""
    facts = {name: getattr(rule, name) for name in _FACTS}
    return {"rule": rule.rule_id or None, "scope": rule.scope, "key": rule.key, **facts}
