"""Sets of seen URLs: their speed, what a key takes, how often they err.

Three tables. Strings: URLs in batches of 10,000 are hashed, tested and added, beside
pybloom-live's filters and a Python set. Filters: false positives and bytes a key of Bloom
filters with 10 million keys, made for that number (sized) or starting at 1024 (growing),
each asked for as many absent keys, or ten times as many where 1e-6 is promised. Exact:
the table with 10 million keys beside a set of ints. CPU time of this process; speeds of
the first and last table are interleaved, median of three.

    python -m benchmarks.frontier_seen [--quick]       quick: 1 million keys
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from pybloom_live import BloomFilter, ScalableBloomFilter

from frontier.column import hashes
from frontier.exact import Exact
from frontier.kernel import Keys
from frontier.seen import Seen, load_seen, make_seen, to_bloom

QUICK = "--quick" in sys.argv
KEYS = 1_000_000 if QUICK else 10_000_000
URLS = 50_000 if QUICK else 200_000
ERROR = 1e-5
ABSENT = {1e-4: KEYS, 1e-5: KEYS, 1e-6: 10 * KEYS}
BATCH = 10_000
TIMES = 3
Row = dict[str, Any]


def main() -> None:
    """Measure, print three tables, and one JSON object as the last line."""
    _compile()
    strings = _shown(f"{URLS:,} URL strings, tested and added", _strings())
    rows = [_filter(kind, error) for error in ABSENT for kind in ("sized", "growing")]
    filters = _shown(f"Bloom filters with {KEYS:,} keys", rows)
    exact = _shown(f"exact table with {KEYS:,} keys", [_exact()])
    rates = {row["set"]: row["URLs/s"] for row in strings}
    ratio = rates["bloom, growing"] / rates["pybloom BloomFilter"]
    print(
        json.dumps(
            {
                "name": "frontier_seen",
                "peer": "pybloom_live.BloomFilter",
                "ratio": round(ratio, 1),
                "strings": strings,
                "filters": filters,
                "exact": exact,
            }
        )
    )


def _strings() -> list[Row]:
    """Return how many URL strings a second each set tests and adds."""
    urls = [
        f"https://www.shop{i % 997}.test/products/{i * 7919 % 999_983}/article-{i}?p=2"
        for i in range(URLS)
    ]
    batches = [urls[at : at + BATCH] for at in range(0, URLS, BATCH)]
    # pybloom-live's add tells whether the key was there: it tests and adds in one.
    sets: dict[str, Callable[[], Callable[[list[str]], object]]] = {
        "pybloom BloomFilter": lambda: _each(BloomFilter(URLS, ERROR).add),
        "pybloom Scalable": lambda: _each(ScalableBloomFilter(1000, ERROR).add),
        "python set of str": lambda: _python_set(set()),
        "bloom, growing": lambda: _ours(make_seen("bloom", URLS, ERROR)),
        "bloom, sized": lambda: _ours(to_bloom(Exact(), URLS, ERROR)),
        "exact": lambda: _ours(make_seen("exact", URLS, ERROR)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in sets}
    for _ in range(TIMES):
        for name, make in sets.items():
            seconds[name].append(_seconds(make(), batches))
    rates = {name: URLS / statistics.median(each) for name, each in seconds.items()}
    peer, scalable = rates["pybloom BloomFilter"], rates["pybloom Scalable"]
    return [
        {
            "set": name,
            "URLs/s": rate,
            "x pybloom": rate / peer,
            "x Scalable": rate / scalable,
        }
        for name, rate in rates.items()
    ]


def _each(add: Callable[[str], bool]) -> Callable[[list[str]], object]:
    return lambda batch: [add(url) for url in batch]


def _python_set(known: set[str]) -> Callable[[list[str]], object]:
    def take(batch: list[str]) -> None:
        for url in batch:
            if url not in known:
                known.add(url)

    return take


def _ours(seen: Seen) -> Callable[[list[str]], object]:
    def take(batch: list[str]) -> None:
        fps = hashes(batch)
        seen.fresh(fps)
        seen.add(fps)

    return take


def _filter(kind: str, error: float) -> Row:
    """Return what a filter takes and how often it errs."""
    sized = kind == "sized"
    seen: Seen = make_seen("bloom", KEYS, error)
    if sized:
        seen = to_bloom(Exact(), KEYS, error)
    add, sizes = _watched(seen)
    added = _seconds(add, _fps(1, KEYS))
    wrong: list[int] = []
    absent = ABSENT[error]
    asked = _seconds(
        lambda fps: wrong.append(int(seen.has(fps).sum())), _fps(2, absent)
    )
    worst = max(range(len(sizes)), key=sizes.__getitem__)
    return {
        "set": f"{kind} {error:g}",
        "absent": absent,
        "error": sum(wrong) / absent,
        "x promised": sum(wrong) / absent / error,
        "B/key": sizes[-1],
        "worst B/key": sizes[-1 if sized else worst],
        "at keys": KEYS if sized else (worst + 1) * BATCH,
        "adds/s": KEYS / added,
        "absent/s": absent / asked,
    }


def _exact() -> Row:
    """Return what the exact table and a set of ints do with the same keys."""
    runs = [_exact_run() for _ in range(TIMES)]
    return {
        "set": "exact",
        **{name: statistics.median(run[name] for run in runs) for name in runs[0]},
    }


def _exact_run() -> dict[str, float]:
    numbers: set[int] = set()
    theirs = _seconds(lambda fps: numbers.update(fps.tolist()), _fps(1, KEYS))
    seen = Exact()
    add, sizes = _watched(seen)
    ours = _seconds(add, _fps(1, KEYS))
    saved: list[bytes] = []
    return {
        "adds/s": KEYS / ours,
        "x set of int": theirs / ours,
        "B/key": sizes[-1],
        "mean B/key": statistics.mean(sizes),
        "save s": _seconds(lambda one: saved.append(one.save()), [seen]),
        "load s": _seconds(load_seen, saved),
    }


def _watched(seen: Seen) -> tuple[Callable[[Keys], None], list[float]]:
    """Return an `add`, and the list to which it writes the bytes a key after each."""
    sizes: list[float] = []

    def add(fps: Keys) -> None:
        seen.add(fps)
        sizes.append(seen.nbytes / len(seen))

    return add, sizes


def _seconds(take: Callable[[Any], object], batches: Iterable[Any]) -> float:
    """Return the CPU time that `take` needs for the batches, without making them."""
    total = 0.0
    for batch in batches:
        started = time.process_time()
        take(batch)
        total += time.process_time() - started
    return total


def _fps(seed: int, count: int) -> Iterator[Keys]:
    """Yield `count` random fingerprints in batches."""
    made = np.random.default_rng(seed)
    for _ in range(0, count, BATCH):
        yield made.integers(0, 2**64, BATCH, np.uint64)


def _compile() -> None:
    for policy in ("exact", "bloom"):
        _ours(make_seen(policy, 1, ERROR))(["http://a.test/"])


def _shown(title: str, rows: list[Row]) -> list[Row]:
    """Print `rows` as a table, and return them with their figures rounded."""
    rows = [{name: _rounded(value) for name, value in row.items()} for row in rows]
    print(title)
    print("".join(f"{name:>{_width(name)}}" for name in rows[0]))
    for row in rows:
        print("".join(f"{_text(value):>{_width(name)}}" for name, value in row.items()))
    print(flush=True)
    return rows


def _width(name: str) -> int:
    return 22 if name == "set" else 13


def _rounded(value: float | str) -> float | str:
    if isinstance(value, str):
        return value
    return round(value) if value >= 1000 else float(f"{value:.3g}")


def _text(value: float | str) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value}"


if __name__ == "__main__":
    main()
