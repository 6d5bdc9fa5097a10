"""`harvestman prices set|preview`: a rule tried out, and in force."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from jobs.business import Business, business
from jobs.cli.amounts import counted
from jobs.cli.call import Call
from jobs.cli.person import AS, LONGEST_REASON, Words
from jobs.cli.prices_options import Said, with_rule
from jobs.cli.prices_words import percent, rule_facts, rule_words
from jobs.cli.progress import progress
from jobs.cli.shelftitles import titles
from jobs.cli.table import print_table
from ledger import preview as trial
from ledger.preview import Change, Preview
from ledger.prices import reprice_stored
from ledger.repricing import reprice_sold
from ledger.rules import Rule, set_rule
from storefront.money import price

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Told:
    """A rule that was set or ended, and what came of it."""

    rule: Rule
    changed: int

    @property
    def said(self) -> str:
        """What came of it, as words."""
        if self.rule.scope == "kind":
            return "harvestman publish puts it into the shop"
        return f"{counted(self.changed, 'price')} changed in the shop"


@click.command(
    "set",
    epilog="""\b
Examples:
  harvestman prices set --percent 25
  harvestman prices set --category kitchen/kettles --percent 30 --round .99
  harvestman prices set --sku HV-7K2M9QX --fixed 12.90
  harvestman prices set --kind buying_guide --fixed 4.90
  harvestman prices set --least-margin 5%""",
)
@click.option(
    "--note",
    type=Words(LONGEST_REASON),
    help="Why, for who reads it later.",
)
@AS
@with_rule
def set_(call: Call, said: Said, note: str | None, actor: str) -> None:
    """Set a rule, and make the prices anew by it.

    It is for all products, or for one category, product or kind of works. Parts that
    are not given stay as they were in the rule before. A fixed price goes in place of
    a percentage, and the other way round.
    """
    with business(call.home, call.settings) as open_:
        asked = said(open_.settings.shop.currency)
        rule = replace(asked, note=note or "", actor=actor)
        done = reprice_now(
            open_, lambda connection, now: set_rule(connection, rule, now)
        )
    call.answer(
        {"rule": rule_facts(done.rule), "changed": done.changed},
        f"rule {done.rule.rule_id} is in force for {rule_words(done.rule)};"
        f" {done.said}",
    )


@click.command(
    epilog="""\b
Examples:
  harvestman prices preview --percent 25
  harvestman prices preview --category kitchen --round .95 --json"""
)
@with_rule
def preview(call: Call, said: Said) -> None:
    """Tell what a rule would change, and change nothing."""
    markup_bp = call.settings.shop.markup_percent * 100
    with business(call.home, call.settings) as open_, open_.ledger.read() as connection:
        rule = said(open_.settings.shop.currency)
        found = trial.preview(connection, rule, markup_bp)
    names = titles(call.home, [one.sku for one in found.largest])
    if call.json:
        call.answer(_facts(found, names), "")
        return
    print(_told(found))
    if found.largest:
        rows = [
            (one.sku, names.get(one.sku), *_amounts(one), percent(one.bp))
            for one in found.largest
        ]
        numbers = frozenset({"now", "then", "change"})
        print_table(("sku", "title", "now", "then", "change"), rows, numbers)


def reprice_now(
    open_: Business, change: "Callable[[Connection, datetime], Rule]"
) -> Told:
    """Change a rule, and the prices that it makes.

    That of one product comes with its rule, both or neither. Those of many come after
    it, some thousand at a time: nobody who writes to the ledger waits for all of them.
    """
    now, markup_bp = datetime.now(UTC), open_.settings.shop.markup_percent * 100
    with open_.ledger.write() as connection:
        rule = change(connection, now)
        if rule.scope == "product":
            only = [rule.key]
            done = reprice_stored(connection, now, markup_bp, "person", only)
            return Told(rule, done.changed)
    if rule.scope == "kind":
        return Told(rule, 0)
    with progress() as shown, shown.step("prices") as report:
        changed = reprice_sold(open_.ledger, now, markup_bp, "rule", report)
    return Told(rule, changed)


def _told(found: Preview) -> str:
    if not found.changed:
        said = f"{rule_words(found.rule)} would change no price"
        return f"{said} of {counted(found.sold, 'product')}."
    floor = (
        f" {counted(found.at_floor, 'price')} would be at the floor."
        if found.at_floor
        else ""
    )
    return (
        f"{rule_words(found.rule)} would change {found.changed:,} of"
        f" {counted(found.sold, 'price')}: {found.up:,} up, {found.down:,} down; the"
        f" median change is {percent(found.median_bp)}.{floor} The largest:"
    )


def _amounts(one: Change) -> tuple[str, str]:
    return price(one.before_minor, one.currency), price(one.after_minor, one.currency)


def _facts(found: Preview, names: dict[str, str]) -> dict[str, Any]:
    return {
        "rule": rule_facts(found.rule),
        "products": found.sold,
        "changed": found.changed,
        "up": found.up,
        "down": found.down,
        "at_floor": found.at_floor,
        "median_percent": found.median_bp / 100,
        "largest": [
            {
                "sku": one.sku,
                "title": names.get(one.sku),
                "currency": one.currency,
                "before_minor": one.before_minor,
                "after_minor": one.after_minor,
                "percent": one.bp / 100,
            }
            for one in found.largest
        ],
    }
