"""`harvestman prices`: how the shop makes its prices."""

import click

from jobs.business import business
from jobs.cli.call import Call, with_call
from jobs.cli.person import AS
from jobs.cli.prices_set import preview, reprice_now, set_
from jobs.cli.prices_show import show
from jobs.cli.prices_words import margin_words, of_all, price_words, rule_facts
from jobs.cli.table import print_table
from ledger.rules import end_rule, ever_set, in_force

_NAMES = ("rule", "for", "price", "least margin", "ends", "since", "by", "note")


@click.group(
    epilog="""\b
Examples:
  harvestman prices list
  harvestman prices preview --percent 25
  harvestman prices set --category kitchen/kettles --percent 30 --round .99
  harvestman prices show HV-7K2M9QX"""
)
def prices() -> None:
    """See and set how prices are made of costs.

    The narrowest rule wins, part by part: a product's before its category's, that
    before the categories' above it, that before the one for all. No price is ever
    below what the thing costs and the least margin. A rule changes the running shop
    at once.
    """


@click.command(
    "list",
    epilog="""\b
Examples:
  harvestman prices list
  harvestman prices list --ended --json""",
)
@click.option("--ended", is_flag=True, help="Also the rules that hold no longer.")
@with_call()
def list_(call: Call, ended: bool) -> None:
    """List the rules in force, the oldest first."""
    percent = call.settings.shop.markup_percent
    with business(call.home, call.settings) as open_, open_.ledger.read() as connection:
        rules = ever_set(connection) if ended else in_force(connection)
    if call.json:
        facts = [rule_facts(rule) for rule in rules]
        call.answer({"rules": facts, "markup_percent": percent}, "")
        return
    if rules:
        names = (*_NAMES, "ended") if ended else _NAMES
        rows = [
            (
                *(rule.rule_id, of_all(rule), price_words(rule), margin_words(rule)),
                *(rule.rounding, f"{rule.valid_from:%Y-%m-%d}", rule.actor, rule.note),
                *([rule.ended_at and f"{rule.ended_at:%Y-%m-%d}"] if ended else []),
            )
            for rule in rules
        ]
        print_table(names, rows, frozenset({"rule"}))
    print(f"What no rule speaks of: {percent} % above cost (shop.markup_percent).")


@click.command(
    epilog="""\b
Examples:
  harvestman prices end 3
  harvestman prices list"""
)
@click.argument("rule_id", metavar="RULE", type=click.IntRange(1))
@AS
@with_call()
def end(call: Call, rule_id: int, actor: str) -> None:
    """Let a rule hold no longer, and make the prices anew without it."""
    with business(call.home, call.settings) as open_:
        done = reprice_now(
            open_, lambda connection, now: end_rule(connection, rule_id, actor, now)
        )
    call.answer(
        {"rule": rule_facts(done.rule), "changed": done.changed},
        f"rule {rule_id} for {of_all(done.rule)} has ended; {done.said}",
    )


for command in (list_, show, set_, preview, end):
    prices.add_command(command)
