"""Prices in force: made of costs by the rules, remembered, and told apart by marks.

    costs --rules--> price --differs?--> price_versions   one row a change, for ever
                                     \\-> shelf_states     what holds now, one row a sku

`mark` grows with every change that a visitor could see. Only one transaction at a time
changes prices, so who has read all up to a mark has missed nothing before it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Literal

import msgspec
from sqlalchemy import Connection, func, insert, select

from ledger.currencies import digits
from ledger.locks import Lock, take
from ledger.lowest import PERIOD, histories, lowest
from ledger.pricetables import price_versions, shelf_states
from ledger.pricing import DEAREST_MINOR, price_of
from ledger.states import (
    Cost,
    ShelfState,
    State,
    known_costs,
    states,
    states_after,
    states_of,
)
from ledger.terms import Plan, plan
from ledger.upsert import upsert
from ledger.workcodes import kind_in

__all__ = [
    "Cost",
    "Price",
    "Repriced",
    "ShelfState",
    "asked",
    "keep",
    "reprice",
    "reprice_stored",
    "states_after",
]

Reason = Literal["publish", "rule", "person"]
GONE = "discontinued"
# What is added to a cost that no rule speaks of.
MARKUP_BP = 2_000


class Price(msgspec.Struct, frozen=True):
    """What a thing is sold for; `was_minor` only beside a reduction."""

    price_minor: int
    currency: str
    was_minor: int | None
    version: int


class Repriced(msgspec.Struct, frozen=True):
    """The price of every sku, the newest mark that there is, how many are new."""

    prices: Mapping[str, Price]
    mark: int
    changed: int = 0


_States = Mapping[str, State]


def reprice(
    connection: Connection,
    costs: Iterable[Cost],
    now: datetime,
    markup_bp: int = MARKUP_BP,
) -> Repriced:
    """Make the prices of all that is sold; what `costs` leaves out is sold no more."""
    take(connection, Lock.PRICES)
    before, rules = states(connection), plan(connection, markup_bp)
    sold = sold_at(costs, rules, before, now)
    unsold = {sku: old for sku, old in before.items() if sku not in sold}
    after = sold | gone(unsold, now)
    after |= reduced(connection, after, before)
    return keep(connection, after, before, (rules, "publish"))


def reprice_stored(
    connection: Connection,
    now: datetime,
    markup_bp: int,
    reason: Reason,
    skus: Sequence[str] | None = None,
) -> Repriced:
    """Make prices anew of the costs that are known, those of `skus` or all."""
    take(connection, Lock.PRICES)
    before = states(connection) if skus is None else states_of(connection, skus)
    rules = plan(connection, markup_bp)
    sold = sold_at(known_costs(before.values()), rules, before, now)
    sold |= reduced(connection, sold, before)
    return keep(connection, sold, before, (rules, reason))


def asked(cost: Cost, rules: Plan) -> int:
    """Return the price that the rules ask for a thing of this cost."""
    terms = rules.terms(cost.sku, cost.category, cost.currency)
    return price_of(cost.cost_minor, terms, digits(cost.currency))


def sold_at(
    costs: Iterable[Cost], rules: Plan, before: _States, now: datetime
) -> dict[str, State]:
    """Return the states of what is sold; one that stays as it is is that of before."""
    return {
        cost.sku: _next(cost, price, before.get(cost.sku), now)
        for cost in costs
        if _is_sellable(cost) and (price := asked(cost, rules))
    }


def _is_sellable(cost: Cost) -> bool:
    # Works are made by us; of goods that cost nothing a page was misread.
    is_known = cost.cost_minor > 0 or kind_in(cost.category) is not None
    return is_known and cost.cost_minor <= DEAREST_MINOR and bool(cost.currency)


def _next(cost: Cost, price: int, old: State | None, now: datetime) -> State:
    """Return the state that follows `old`, which is `old` itself where none is new."""
    if old and (old.price_minor, old.currency) == (price, cost.currency):
        version, since = old.version, old.since
        # After the period the price is the lowest of it, and nothing was reduced.
        was = old.was_minor if now - since < PERIOD else None
    else:
        # A clock that went back must not make a price older than the one before it.
        version, since, was = 0, max(now, old.since) if old else now, None
    new = State(
        cost.sku,
        old.mark if old else 0,
        version,
        since,
        price,
        cost.currency,
        was,
        cost.availability,
        cost.checked_at,
        cost.cost_minor,
        cost.category,
    )
    return old if new == old else new


def gone(before: _States, now: datetime) -> dict[str, State]:
    """Return the states of what is sold no more."""
    return {
        sku: _gone(old, now)
        for sku, old in before.items()
        if old.price_minor is not None
    }


def _gone(old: State, now: datetime) -> State:
    return msgspec.structs.replace(
        old,
        version=0,
        since=max(now, old.since),
        price_minor=None,
        was_minor=None,
        availability=GONE,
        cost_minor=None,
    )


def keep(
    connection: Connection,
    after: Mapping[str, State],
    before: _States,
    how: tuple[Plan, Reason],
) -> Repriced:
    """Write down what is new, and return all that is sold."""
    fresh = [one for sku, one in after.items() if one is not before.get(sku)]
    mark = connection.scalar(select(func.max(shelf_states.c.mark))) or 0
    version = connection.scalar(select(func.max(price_versions.c.version))) or 0
    numbered = list(_numbered(fresh, before, count(mark + 1), count(version + 1)))
    changed = sum(one.mark > mark for one in numbered)
    _write(connection, [one for one in numbered if one.version > version], how)
    if numbered:
        rows = [msgspec.structs.asdict(one) for one in numbered]
        connection.execute(upsert(connection, shelf_states), rows)
    whole = {**after, **{one.sku: one for one in numbered}}
    return Repriced(sale_prices(whole), mark + changed, changed)


def sale_prices(states: _States) -> dict[str, Price]:
    """Return the prices of what is sold; a new one has no version yet."""
    return {
        sku: Price(one.price_minor, one.currency, one.was_minor, one.version)
        for sku, one in states.items()
        if one.price_minor is not None and one.currency
    }


def reduced(
    connection: Connection, after: _States, before: _States
) -> dict[str, State]:
    """Return the states of what became cheaper than in the 30 days before."""
    fallen = {sku: one for sku, one in after.items() if _fell(one, before.get(sku))}
    lows: dict[str, int | None] = {
        sku: before[sku].price_minor
        for sku, one in fallen.items()
        if one.since - before[sku].since >= PERIOD
    }
    young = [sku for sku in fallen if sku not in lows]
    for sku, spells in histories(connection, young):
        lows[sku] = lowest(spells, fallen[sku].currency, fallen[sku].since)
    return {
        sku: msgspec.structs.replace(fallen[sku], was_minor=low)
        for sku, low in lows.items()
        if low is not None and (fallen[sku].price_minor or 0) < low
    }


def _fell(new: State, old: State | None) -> bool:
    return (
        old is not None
        and old.price_minor is not None
        and new.price_minor is not None
        and new.currency == old.currency
        and new.price_minor < old.price_minor
    )


def _numbered(
    news: Iterable[State],
    before: _States,
    marks: Iterator[int],
    versions: Iterator[int],
) -> Iterator[State]:
    for one in news:
        old = before.get(one.sku)
        is_seen = old is None or old.seen != one.seen
        yield msgspec.structs.replace(
            one,
            mark=next(marks) if is_seen else one.mark,
            version=one.version or next(versions),
        )


def _write(
    connection: Connection, fresh: list[State], how: tuple[Plan, Reason]
) -> None:
    rules, reason = how
    rows = [
        {
            "version": one.version,
            "sku": one.sku,
            "price_minor": one.price_minor,
            "currency": one.currency,
            "cost_minor": one.cost_minor,
            "rule_ids": _rule_ids(one, rules),
            "valid_from": one.since,
            "reason": reason,
        }
        for one in fresh
    ]
    if rows:
        connection.execute(insert(price_versions), rows)


def _rule_ids(one: State, rules: Plan) -> str:
    if one.price_minor is None or not one.currency:
        return ""
    terms = rules.terms(one.sku, one.category, one.currency)
    return ",".join(str(rule_id) for rule_id in terms.rule_ids)
