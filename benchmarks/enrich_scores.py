"""How many groups are scored a second, beside the same sums in plain Python.

    python -m benchmarks.enrich_scores [--groups N]

Ours is the whole of the stage's function: factors, interval, reasons, inputs, rows. The
peer does the factors and the interval alone (benchmarks/_plainscores.py). Groups are
thrown with a fixed seed; processor time, one process, rounds interleaved.
"""

import argparse
import json
import random
import sys
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from benchmarks._plainscores import scores
from enrich.scoring.assumptions import Assumptions
from enrich.scoring.score import make

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3
FLOOR = 1000  # groups a second
EQUAL = 0.999
_CHUNK = 2000
_TEXT, _NUMBER, _WHOLE = pa.string(), pa.float64(), pa.int64()
_OFFER = pa.struct(
    {
        **dict.fromkeys(("listing_key", "seller", "host", "currency"), _TEXT),
        **dict.fromkeys(("price_minor", "list_price_minor", "shipping_minor"), _WHOLE),
        "availability": _TEXT,
        "reviews": _WHOLE,
        **dict.fromkeys(("rating", "confidence", "factor", "rate"), _NUMBER),
        "rate_on": pa.date32(),
        "rate_source": _TEXT,
        "rate_days": _WHOLE,
    }.items()
)
_GROUP = pa.schema(
    {
        **dict.fromkeys(("entity_key", "input_key", "currency"), _TEXT),
        "offers": pa.list_(_OFFER),
        "left_out": pa.list_(_TEXT),
        **dict.fromkeys(("facts", "age_days", "opinions_rated", "late"), _WHOLE),
        **dict.fromkeys(("before", "dated", "dated_days", "in_season"), _WHOLE),
        **dict.fromkeys(("sentiments", "place", "gone"), _WHOLE),
        **dict.fromkeys(("opinion_rating", "sentiment"), _NUMBER),
    }
)


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 under a floor."""
    parser = argparse.ArgumentParser(description="Measure how fast groups are scored.")
    parser.add_argument("--groups", type=int, default=10_000)
    groups = thrown(parser.parse_args().groups)
    batches = pa.Table.from_pylist(groups, schema=_GROUP).to_batches(_CHUNK)
    ways: dict[str, Callable[[], Any]] = {
        "ours": lambda: ours(batches),
        "plain Python": lambda: plain(groups),
    }
    ours(batches[:1])  # what is imported and compiled once is not counted
    took: dict[str, list[float]] = {name: [] for name in ways}
    said: dict[str, list[tuple[float, ...]]] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = process_time()
            said[name] = way()
            took[name].append(process_time() - began)
    speed = {name: len(groups) / median(times) for name, times in took.items()}
    report(speed, equal(said["ours"], said["plain Python"]))


def report(speed: dict[str, float], same: float) -> None:
    """Print the table, and whether each floor is met."""
    for name, groups in speed.items():
        print(f"{name:14} {groups:10,.0f} groups/s")
    ratio = speed["ours"] / speed["plain Python"]
    met = {
        f"ours: {FLOOR} groups a second": speed["ours"] >= FLOOR,
        f"faster than plain Python ({ratio:.1f}x)": ratio > 1,
        f"equal score, low and high ({same:.2%})": same >= EQUAL,
    }
    for floor, is_met in met.items():
        print(f"{floor:44}", "met" if is_met else "NOT MET")
    rounded = {name: round(value) for name, value in speed.items()}
    facts: dict[str, Any] = {"name": "enrich_scores", "per_s": rounded}
    print(json.dumps({**facts, "equal": same, "met": all(met.values())}))
    sys.exit(not all(met.values()))


def ours(batches: list[pa.RecordBatch]) -> list[tuple[float, ...]]:
    """Return score, low and high of each group, as the stage makes them."""
    made = pa.concat_tables(make(one, Assumptions())["scores"] for one in batches)
    columns = (made[name].to_pylist() for name in ("score", "low", "high"))
    return list(zip(*columns, strict=True))


def plain(groups: list[dict[str, Any]]) -> list[tuple[float, ...]]:
    """Return the same in plain Python."""
    assumed = Assumptions()
    given = {
        "shipping": assumed.shipping_percent,
        "returns": assumed.returns_percent,
        "payment": assumed.payment_percent,
    }
    return list(scores(groups, given))


def equal(one: list[tuple[float, ...]], other: list[tuple[float, ...]]) -> float:
    """Return the share of groups whose three numbers differ by a rounding at most."""
    pairs = zip(one, other, strict=True)
    return sum(
        all(abs(x - y) < 0.11 for x, y in zip(a, b, strict=True)) for a, b in pairs
    ) / len(one)


def thrown(count: int) -> list[dict[str, Any]]:
    """Return `count` groups of one to eight offers."""
    dice = random.Random(7)  # noqa: S311 (no secret)
    return [_group(dice, number) for number in range(count)]


def _group(dice: random.Random, number: int) -> dict[str, Any]:
    middle = dice.lognormvariate(8.5, 0.8)
    offers = [_offer(dice, middle, at) for at in range(dice.randint(1, 8))]
    known = {"facts": dice.randint(0, 6), "age_days": dice.randint(0, 40)}
    keys = {"entity_key": f"g{number}", "input_key": f"i{number}", "currency": "EUR"}
    return {**dict.fromkeys(_GROUP.names), **keys, **known, "offers": offers}


def _offer(dice: random.Random, middle: float, at: int) -> dict[str, Any]:
    price = max(round(middle * dice.uniform(0.7, 1.3)), 1)
    is_rated = dice.random() < 0.7
    return {
        "listing_key": f"l{at}",
        "seller": f"s{at}",
        "host": f"h{at}",
        "currency": "EUR",
        "factor": 1.0,
        "price_minor": price,
        "list_price_minor": round(price * 1.2) if dice.random() < 0.3 else None,
        "shipping_minor": dice.choice((None, 0, 495)),
        "availability": "InStock" if dice.random() < 0.8 else "OutOfStock",
        "rating": round(dice.uniform(2, 5), 1) if is_rated else None,
        "reviews": dice.randint(1, 2000) if is_rated else None,
        "confidence": 0.9,
    }


if __name__ == "__main__":
    main()
