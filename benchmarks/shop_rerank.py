"""What putting search results into order anew by vectors brings, and what it costs.

    python -m benchmarks.shop_rerank --data FOLDER [--encoder DIR] [--products 100000]

FOLDER is the Walmart-Amazon part of the matching data (train.txt.gz, valid.txt.gz). The
shop sells what Amazon calls its products, by title and brand; what is asked is

    titles      the first five words of Walmart's title; right is the same product
    categories  a category of five products or more, which the shop itself is not told

Both are asked for all words and for any of them, by words alone and with vectors, in
turns. The cost is that of the first page, at --products made-up products.
"""

import argparse
import gzip
import json
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.shop_search import Made
from enrich.models.encoder import Encoder, load
from enrich.models.files import files_of
from enrich.models.hashes import Hashes
from storefront.catalogue.item import Item
from storefront.catalogue.packing import pack
from storefront.catalogue.question import PAGE_SIZE, Question
from storefront.search import index, meanings
from storefront.search.search import Search
from storefront.search.words import split

_FIELD = re.compile(r"COL (\w+) VAL (.*?)(?= COL \w+ VAL |$)")
_WORDS, _LEAST, _SEEN, _ROUNDS = 5, 5, 10, 3
Asked = list[tuple[str, frozenset[int]]]


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--products", type=int, default=100_000)
    given = parser.parse_args()
    encoder = load(files_of(given.encoder), 2) if given.encoder else Hashes()
    told: dict[str, object] = {"benchmark": "shop_rerank", "encoder": encoder.name}
    told |= {"found": _found(given.data, encoder)}
    told |= {"cost": _cost(given.products, encoder)}
    print(json.dumps(told))


def _found(data: Path, encoder: Encoder) -> dict[str, object]:
    sold, same = _read(data)
    items = [
        _item(place, one.get("title") or "?", one.get("brand"))
        for place, one in enumerate(sold, 1)
    ]
    sets = {"titles": _titles(same), "categories": _categories(sold)}
    figures: dict[str, object] = {"products": len(items)}
    with tempfile.TemporaryDirectory() as name:
        plain, ranked = _both(Path(name), items, encoder)
        for kind, asked in sets.items():
            for which in ("all", "any"):
                row: dict[str, float] = {"questions": len(asked)}
                for how, search in (("words", plain), ("vectors", ranked)):
                    row |= _quality(search, asked, which == "any", how)
                figures[f"{kind}, {which}"] = row
                print(f"{kind}, {which} of the words: {row}")
    return figures


def _both(
    folder: Path, items: Iterable[Item], encoder: Encoder
) -> tuple[Search, Search]:
    """Return one shop's search twice: without vectors, and with them."""
    plain = _written(folder / "plain", items, None)
    return plain, _written(folder / "ranked", items, encoder)


def _written(folder: Path, items: Iterable[Item], encoder: Encoder | None) -> Search:
    folder.mkdir()
    packed = pack(folder / "items", items, "EUR").path
    index.write_items(folder / "search", packed, "EUR", "")
    index.write_words(folder / "search", packed)
    if encoder:
        texts = [" ".join((one.brand or "", one.title)) for one in items]
        np.save(folder / "raw.npy", encoder.encode(texts).astype(np.float16))
        start = time.process_time()
        meanings.write(folder / "search/vectors", packed, folder / "raw.npy")
        print(f"vectors written in {time.process_time() - start:.1f} s")
    return Search(folder / "search")


def _quality(search: Search, asked: Asked, any_: bool, how: str) -> dict[str, float]:
    gains, hits = [], []
    for text, right in asked:
        places = search.find(Question(text=text, any=any_)).places[:_SEEN]
        worth = [1 / np.log2(rank + 2) for rank in range(_SEEN)]
        best = sum(worth[: len(right)])
        got = sum(w for w, at in zip(worth, places, strict=False) if at in right)
        gains.append(got / best)
        hits.append(len(right.intersection(places)) / min(_SEEN, len(right)))
    return {
        f"{how} ndcg@10": round(float(np.mean(gains)), 3),
        f"{how} recall@10": round(float(np.mean(hits)), 3),
    }


def _cost(products: int, encoder: Encoder) -> dict[str, object]:
    """Return the processor's milliseconds for the first page of what any word finds."""
    made = Made(products)
    items = [item for _, item in made.items()]
    spent: dict[str, list[float]] = {"words": [], "vectors": []}
    with tempfile.TemporaryDirectory() as name:
        shops = dict(zip(spent, _both(Path(name), items, encoder), strict=True))
        size = sum(one.stat().st_size for one in Path(name).rglob("vectors/*"))
        for _ in range(_ROUNDS):
            for question in made.questions():
                for how, search in shops.items():
                    spent[how].append(_timed(lambda: search._top(question)))  # noqa: B023
    figures: dict[str, object] = {
        how: "p50 {:.2f} p99 {:.2f}".format(*np.percentile(times, (50, 99)))
        for how, times in spent.items()
    }
    more = np.subtract(spent["vectors"], spent["words"])
    figures["more, p50 and p95"] = np.percentile(more, (50, 95)).round(3).tolist()
    figures |= {"products": products, "bytes": size, "page": PAGE_SIZE}
    print(figures)
    return figures


def _timed(call: Callable[[], object]) -> float:
    start = time.thread_time()
    call()
    return (time.thread_time() - start) * 1e3


def _read(data: Path) -> tuple[list[dict[str, str]], dict[str, frozenset[int]]]:
    """Return what is sold, and which places are the same as each thing asked for."""
    places: dict[str, int] = {}
    same: defaultdict[str, set[int]] = defaultdict(set)
    for part in ("train", "valid"):
        with gzip.open(data / f"{part}.txt.gz", "rt") as lines:
            for line in lines:
                one, other, is_same = line.rstrip("\n").split("\t")
                place = places.setdefault(other, len(places) + 1)
                if is_same == "1":
                    same[one].add(place)
    sold = [dict(_FIELD.findall(text)) for text in places]
    return sold, {one: frozenset(found) for one, found in same.items()}


def _titles(same: Mapping[str, frozenset[int]]) -> Asked:
    asked = []
    for text, right in same.items():
        one = dict(_FIELD.findall(text))
        title = one["title"].replace(one.get("modelno") or "\0", " ")
        asked.append((" ".join(split(title)[:_WORDS]), right))
    return asked


def _categories(sold: Sequence[Mapping[str, str]]) -> Asked:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for place, one in enumerate(sold, 1):
        found[one.get("category", "").strip()].add(place)
    return [
        (name, frozenset(places))
        for name, places in found.items()
        if name and len(places) >= _LEAST
    ]


def _item(place: int, title: str, brand: str | None) -> Item:
    return Item(
        sku=f"hm-{place:06}",
        group_key="",
        listing_key="",
        title=title,
        brand=brand or None,
        language="en",
    )


if __name__ == "__main__":
    main()
