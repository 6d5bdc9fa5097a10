"""Price rules in words."""

from ledger.rules import Rule
from storefront.money import price


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


def said_words(rule: Rule) -> str:
    """Return what a rule says."""
    margin = margin_words(rule)
    told = (
        price_words(rule),
        margin and f"least margin {margin}",
        rule.rounding and f"rounding {rule.rounding}",
    )
    return ", ".join(one for one in told if one)


def rule_words(rule: Rule) -> str:
    """Return a whole rule as a sentence without its end."""
    return f"{of_all(rule)}: {said_words(rule)}"
