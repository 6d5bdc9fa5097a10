"""Pricing 100,000 skus: at first, unchanged, confirmed anew, after a rule, all cheaper.

The peer is the same ledger asked a sku at a time, as a shop does that prices a product
when it is saved: read its state, make its price, write version and state. It is measured
over a sample in the same run, times the number. CPU seconds of one process, median of 3.

    python -m benchmarks.shop_prices [--quick]     quick: 10,000 skus
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from ledger.open import Ledger, open_ledger
from ledger.prices import Cost, asked, reprice, reprice_stored
from ledger.pricetables import price_versions, shelf_states
from ledger.rules import Rule, set_rule
from ledger.skucode import sku_of
from ledger.terms import Plan, plan

SKUS = 10_000 if "--quick" in sys.argv else 100_000
SAMPLE = 1_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MARKUP_BP = 2_000


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    runs = [measured() for _ in range(3)]
    found = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    peer = found["a sku at a time"]
    for name, seconds in found.items():
        print(f"{name:16} {seconds:7.2f} s  {peer / seconds:6.1f} x the peer's speed")
    print(json.dumps({"skus": SKUS, "cpu_s": found}))


def measured() -> dict[str, float]:
    """Return the CPU seconds of each case in a new ledger."""
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder)) as ledger:
        found = {
            "first": publishing(ledger, costs(1_000), day=0),
            "unchanged": publishing(ledger, costs(1_000), day=0),
            "confirmed anew": publishing(ledger, costs(1_000, day=1), day=1),
        }
        with ledger.write() as connection:
            rule = Rule("all", markup_bp=1_900, rounding=".99", actor="benchmark")
            set_rule(connection, rule, NOW)
        found["a rule"] = timed(
            ledger, lambda c: reprice_stored(c, days(40), MARKUP_BP, "rule")
        )
        found["all cheaper"] = publishing(ledger, costs(700, day=41), day=41)
        sample = list(costs(600, day=42))[:SAMPLE]
        alone = timed(ledger, lambda c: one_by_one(c, sample))
        return found | {"a sku at a time": alone * SKUS / SAMPLE}


def publishing(ledger: Ledger, of: Iterable[Cost], day: int) -> float:
    """Return the CPU seconds of one repricing."""
    made = list(of)
    return timed(ledger, lambda c: reprice(c, made, days(day), MARKUP_BP))


def timed(ledger: Ledger, work: Callable[[Connection], object]) -> float:
    """Return the CPU seconds of one transaction."""
    begun = time.process_time()
    with ledger.write() as connection:
        work(connection)
    return time.process_time() - begun


def costs(base: int, day: int = 0) -> Iterable[Cost]:
    """Yield what each sku costs on a day, in 200 categories."""
    for number in range(1, SKUS + 1):
        category, minor = f"kitchen/c{number % 200}", base + number % 5_000
        yield Cost(sku_of(number), category, minor, "EUR", "in_stock", days(day))


def days(count: int) -> datetime:
    """Return the time so many days after the first."""
    return NOW + timedelta(days=count)


def one_by_one(connection: Connection, of: list[Cost]) -> None:
    """Price each sku with statements of its own."""
    rules: Plan = plan(connection, MARKUP_BP)
    for number, cost in enumerate(of, 10_000_000):
        is_own = shelf_states.c.sku == cost.sku
        before = connection.execute(select(shelf_states).where(is_own)).one()
        price = asked(cost, rules)
        if price == before.price_minor:
            continue
        version = {"version": number, "sku": cost.sku, "price_minor": price}
        version |= {"currency": "EUR", "cost_minor": cost.cost_minor, "rule_ids": "1"}
        version |= {"valid_from": days(42), "reason": "publish"}
        connection.execute(insert(price_versions), version)
        changed = {"price_minor": price, "mark": number, "version": number}
        connection.execute(update(shelf_states).where(is_own).values(changed))


main()
