"""Generated works on sale: a sku and a price each, beside the goods that were found.

A work costs us nothing, so its price is what a rule fixes: its own, else that of its
kind. One without a price is free, and has no sku until it gets one.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from ledger import skus
from ledger.minting import mint_all
from ledger.open import Ledger
from ledger.rules import Rule, in_force
from ledger.states import Cost
from ledger.tables import skus as sku_rows
from ledger.workcodes import GROUPS, category_of, group_of, work_in


def sku_of_work(connection: Connection, generated_key: str, now: datetime) -> str:
    """Return the sku of a work, minted where it has none."""
    group = group_of(generated_key)
    return skus.mint(connection, {group: [group]}, now)[group]


def work_of(connection: Connection, sku: str) -> str | None:
    """Return the key of the work that is sold under `sku`, or None where it is none."""
    group = skus.group_keys(connection, [sku]).get(sku, "")
    return work_in(group)


def skus_of_works(connection: Connection) -> set[str]:
    """Return the skus of all works that ever had a price."""
    found = select(sku_rows.c.sku).where(sku_rows.c.group_key.like(GROUPS))
    return set(connection.scalars(found))


def costs_of_works(
    ledger: Ledger, kinds: Mapping[str, str], now: datetime
) -> dict[str, Cost]:
    """Return what each work that has a price is to be priced by, with its sku.

    `kinds` are the kinds of all works on sale by their keys.
    """
    with ledger.read() as connection:
        rules = [one for one in in_force(connection) if one.fixed_minor is not None]
        held = skus.holders(connection, [group_of(key) for key in kinds])
    of_kinds = {rule.key: rule for rule in rules if rule.scope == "kind"}
    of_skus = {rule.key: rule for rule in rules if rule.scope == "product"}
    asked: dict[str, Rule] = {}
    for key, kind in kinds.items():
        rule = of_skus.get(held.get(group_of(key), "")) or of_kinds.get(kind)
        if rule is not None and rule.fixed_minor:
            asked[key] = rule
    minted = mint_all(ledger, {group_of(key): [group_of(key)] for key in asked}, now)
    return {
        key: Cost(
            sku=minted[group_of(key)],
            category=category_of(kinds[key]),
            cost_minor=0,
            currency=rule.currency or "",
            availability="in_stock",
            checked_at=None,
        )
        for key, rule in asked.items()
    }
