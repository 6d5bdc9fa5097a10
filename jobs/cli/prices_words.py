"""Price rules in words and as facts."""

from typing import Any

from ledger.rules import PARTS, Rule
from storefront.money import price

_FACTS = (*PARTS, "currency", "rounding", "actor", "note", "valid_from", "ended_at")


def percent(bp: int) -> str:
    """Return hundredths of a percent for people: 12.5 %."""
    return f"{bp / 100:,.2f}".rstrip("0").rstrip(".") + " %"


def of_all(rule: Rule) -> str:
    """Return what a rule is for."""
    return "all products" if rule.scope == "all" else rule.subject


def price_words(rule: Rule) -> str:
    """Return how a rule makes the price; empty where it leaves that to others."""
    if rule.fixed_minor is not None:
        return price(rule.fixed_minor, rule.currency or "")
    return "" if rule.markup_bp is None else f"cost + {percent(rule.markup_bp)}"


def margin_words(rule: Rule) -> str:
    """Return the least margin that a rule asks for."""
    told = []
    if rule.least_margin_bp is not None:
        told.append(percent(rule.least_margin_bp))
    if rule.least_margin_minor is not None:
        told.append(price(rule.least_margin_minor, rule.currency or ""))
    return " and ".join(told)


def rule_words(rule: Rule) -> str:
    """Return a whole rule as a sentence without its end."""
    margin = margin_words(rule)
    told = (
        price_words(rule),
        margin and f"least margin {margin}",
        rule.rounding and f"rounding {rule.rounding}",
    )
    return f"{of_all(rule)}: {', '.join(one for one in told if one)}"


def rule_facts(rule: Rule) -> dict[str, Any]:
    """Return a rule for programs."""
    facts = {name: getattr(rule, name) for name in _FACTS}
    return {"rule": rule.rule_id or None, "scope": rule.scope, "key": rule.key, **facts}
