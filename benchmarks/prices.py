"""How right and how fast prices are read, beside price-parser, on price-parser's rows.

Its tests hold 1,176 prices as shops write them, with what they say; 134 of them it is
known to get wrong. They come with its source package, and are not copied here:

    pip install price-parser
    pip download price-parser --no-deps --no-binary :all: && tar xf price_parser-*.tar.gz
    python -m benchmarks.prices price_parser-*/tests/test_price_parsing.py
"""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from extract.money.pricetext import read

ROUNDS = 5
Said = tuple[Decimal | None, str | None]


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        from price_parser import Price
    except ImportError:
        sys.exit("price-parser is not installed: pip install price-parser")

    def theirs(text: str, hint: str) -> Said:
        found = Price.fromstring(text, currency_hint=hint)
        return found.amount, found.currency

    facts: dict[str, Any] = {"name": "prices", "peer": "price-parser"}
    every = list(rows(Path(sys.argv[1])))
    for kind in ("ordinary", "known failures"):
        some = [row for row in every if row[0] == kind]
        right = [sum(way(*row[1]) == row[2] for row in some) for way in (ours, theirs)]
        print(f"{kind:16}{len(some):>6} rows, right: {right[0]}, peer {right[1]}")
        facts[kind] = {"rows": len(some), "right": right[0], "peer_right": right[1]}
    asked = [row[1] for row in every]
    took = [(seconds(ours, asked), seconds(theirs, asked)) for _ in range(ROUNDS)]
    facts["per_s"] = round(len(asked) / median(one for one, _ in took))
    facts["ratio"] = round(median(peer / one for one, peer in took), 2)
    print(json.dumps(facts))


def ours(text: str, hint: str) -> Said:
    """Return the amount and the currency as written."""
    found = read(text, hint)
    return found.amount, found.sign


def seconds(way: Callable[[str, str], Said], asked: list[tuple[str, str]]) -> float:
    """Return the processor time that `way` takes for all texts."""
    began = process_time()
    for text, hint in asked:
        way(text, hint)
    return process_time() - began


def rows(path: Path) -> Iterator[tuple[str, tuple[str, str], Said]]:
    """Yield each row's kind, its text and hint, and what they say."""
    spec = importlib.util.spec_from_file_location("rows", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, found in vars(module).items():
        if name.startswith("PRICE_PARSING_EXAMPLES"):
            kind = "known failures" if "XFAIL" in name else "ordinary"
            for one in found:
                asked = (one.price_raw or "", one.currency_raw or "")
                yield kind, asked, (one.amount, one.currency)


if __name__ == "__main__":
    main()
