"""`harvestman prices show`: one price, the rule behind each part, all prices before."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from jobs.business import business
from jobs.cli.call import Call, with_call
from jobs.cli.prices_words import of_all, percent
from jobs.cli.shelftitles import titles
from jobs.cli.table import print_table
from ledger.history import Story, Version, story
from ledger.pricing import Terms
from ledger.rules import Rule, in_force
from ledger.skucode import read_sku
from storefront.money import price


@click.command(
    epilog="""\b
Examples:
  harvestman prices show HV-7K2M9QX
  harvestman prices show HV-7K2M9QX --json"""
)
@click.argument("sku", metavar="SKU")
@with_call()
def show(call: Call, sku: str) -> None:
    """Show the price of a product, which rule makes each part, and its history."""
    now, markup_bp = datetime.now(UTC), call.settings.shop.markup_percent * 100
    asked = read_sku(sku) or sku
    with business(call.home, call.settings) as open_, open_.ledger.read() as connection:
        found = story(connection, asked, markup_bp, now)
        rules = {rule.rule_id: rule for rule in in_force(connection)}
    own = found.state.sku
    title = titles(call.home, [own]).get(own)
    if call.json:
        call.answer(_facts(found, title), "")
        return
    if own != asked:
        print(f"{asked} was merged into {own}.")
    print(f"{own}  {title or ''}".rstrip())
    print_table(("part", "value", "by"), _parts(found, rules))
    print()
    print_table(
        ("since", "price", "cost", "why", "rules"),
        [_version(one) for one in found.versions],
        frozenset({"price", "cost"}),
    )


def _parts(found: Story, rules: dict[int, Rule]) -> Iterator[tuple[object, ...]]:
    state, terms = found.state, found.terms
    yield "price", _amount(state.price_minor, state.currency), None
    yield "availability", state.availability, None
    if state.was_minor is not None:
        reduced = f"reduced {state.since:%Y-%m-%d}; the lowest of 30 days"
        yield "before", _amount(state.was_minor, state.currency), reduced
    low = _amount(found.low_minor, state.currency) if found.low_minor else "not known"
    yield "30-day low", low, None if found.low_minor else "sold for less than 30 days"
    if terms is None or state.cost_minor is None:
        return
    yield "cost", _amount(state.cost_minor, state.currency), None
    yield *_made(terms, state.currency), _by(terms.price_rule, rules)
    yield "rounding", terms.rounding, _by(terms.rounding_rule, rules)
    yield "least margin", percent(terms.least_margin_bp), _by(terms.margin_rule, rules)
    if terms.least_margin_minor:
        least = _amount(terms.least_margin_minor, state.currency)
        yield "least margin", least, _by(terms.margin_minor_rule, rules)
    yield "floor", _amount(found.floor_minor, state.currency), None


def _made(terms: Terms, currency: str | None) -> tuple[str, str]:
    if terms.fixed_minor is not None:
        return "fixed price", _amount(terms.fixed_minor, currency)
    return "markup", percent(terms.markup_bp)


def _by(rule_id: int, rules: dict[int, Rule]) -> str:
    if not rule_id:
        return "the settings"
    return f"rule {rule_id}: {of_all(rules[rule_id])}"


def _amount(minor: int | None, currency: str | None) -> str:
    return "not sold" if minor is None else price(minor, currency or "")


def _version(one: Version) -> tuple[object, ...]:
    cost = None if one.cost_minor is None else _amount(one.cost_minor, one.currency)
    since = f"{one.valid_from:%Y-%m-%d %H:%M}"
    return since, _amount(one.price_minor, one.currency), cost, one.reason, one.rule_ids


def _facts(found: Story, title: str | None) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(found.state),
        "title": title,
        "low_minor": found.low_minor,
        "floor_minor": found.floor_minor,
        "terms": asdict(found.terms) if found.terms else None,
        "versions": [asdict(one) for one in found.versions],
    }
