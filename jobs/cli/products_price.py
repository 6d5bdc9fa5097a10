"""`harvestman products price`: what one generated product costs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from jobs.business import Business, business
from jobs.cli.call import Call, with_call
from jobs.cli.person import AS
from jobs.cli.prices_options import Amount, currency_code, minor_of
from jobs.cli.prices_set import Told, reprice_now
from jobs.deciding import edition_named
from jobs.editions import Edition, editions
from jobs.errors import NotDecidable
from ledger.rules import Rule, end_rule, in_force, set_rule
from ledger.works import sku_of_work
from storefront.money import price as written

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.command(
    epilog="""\b
Examples:
  harvestman products price ab12cd34 4.90
  harvestman products price ab12cd34 0                       # this one is free
  harvestman products price ab12cd34 --end                   # as its kind again"""
)
@click.argument("key", metavar="KEY")
@click.argument("amount", metavar="[AMOUNT [CURRENCY]]", nargs=-1)
@click.option("--end", is_flag=True, help="End its own price: that of its kind counts.")
@AS
@with_call()
def price(call: Call, key: str, amount: tuple[str, ...], end: bool, actor: str) -> None:
    """Set what a product costs, whatever others of its kind do.

    A first price, and a product that becomes free, take hold with the next publish; a
    new price holds at once. CURRENCY is that of the shop unless it is named. The price
    of a whole kind is set with `prices set --kind KIND --fixed AMOUNT`.
    """
    if bool(amount) == end or len(amount) > 2:
        raise click.UsageError("say an AMOUNT, as 4.90 or 4.90 EUR, or --end.")
    with business(call.home, call.settings) as open_:
        named = edition_named(editions(open_), key)
        if end:
            done = _ended(open_, named, actor)
        else:
            asked = _rule((*amount, open_.settings.shop.currency), actor)
            done = _set(open_, named, asked)
    told = "has no price of its own any more" if end else _costs(done.rule)
    facts = {
        "generated_key": named.generated_key,
        "sku": done.rule.key,
        "price_minor": None if end else done.rule.fixed_minor,
        "currency": None if end else done.rule.currency,
        "changed": done.changed,
    }
    when = "now" if done.changed else "with the next harvestman publish"
    call.answer(facts, f"{named.name} {told}; it is so in the shop {when}")


def _rule(words: Sequence[str], actor: str) -> Rule:
    """Read an amount and its currency, which the shop's own follows."""
    code = currency_code(words[1])
    minor = minor_of(Amount().convert(words[0], None, None), code)
    return Rule("product", fixed_minor=minor, currency=code, actor=actor)


def _set(open_: Business, named: Edition, asked: Rule) -> Told:
    def change(connection: "Connection", now: datetime) -> Rule:
        sku = sku_of_work(connection, named.generated_key, now)
        return set_rule(connection, replace(asked, key=sku), now)

    return reprice_now(open_, change)


def _ended(open_: Business, named: Edition, actor: str) -> Told:
    def change(connection: "Connection", now: datetime) -> Rule:
        sku = sku_of_work(connection, named.generated_key, now)
        for rule in in_force(connection):
            if (rule.scope, rule.key) == ("product", sku):
                return end_rule(connection, rule.rule_id, actor, now)
        raise NotDecidable(f"{named.name} has no price of its own that could end")

    return reprice_now(open_, change)


def _costs(rule: Rule) -> str:
    if not rule.fixed_minor:
        return "is free"
    return f"costs {written(rule.fixed_minor, rule.currency or '')}"
