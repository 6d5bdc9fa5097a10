"""How long a search takes in a shop of 100,000 products, with every count of its page.

The peer is SQLite's FTS5: the same words, bm25 with weights, the same filters, the
first 24 and the same groups counted with GROUP BY. Both are asked the same questions,
in turns, on one thread; the peer a third of them a round. `--million` also measures a million products.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks._fts import Peer
from storefront.catalogue.item import Item, OtherOffer
from storefront.catalogue.question import Question
from storefront.search import index
from storefront.search.search import Search

PRODUCTS, MILLION = 100_000, 1_000_000
WORDS, BRANDS, CATEGORIES, HOSTS = 60_000, 500, 300, 120
QUESTIONS = 600
ROUNDS = 3
SEEN = datetime(2026, 11, 20, tzinfo=UTC)
Clock = Callable[[], float]
CLOCKS: dict[str, Clock] = {"cpu_ms": time.thread_time, "wall_ms": time.perf_counter}


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--million", action="store_true")
    found: dict[str, object] = {
        "benchmark": "shop_search",
        "peer": "sqlite3 FTS5 + GROUP BY",
    }
    found |= measured(PRODUCTS, peer=True)
    if parser.parse_args().million:
        found["million"] = measured(MILLION, peer=False)
    print(json.dumps(found))


def measured(products: int, *, peer: bool) -> dict[str, object]:
    """Return what a shop of `products` takes to build and to search."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = Made(products)
        questions = made.questions()
        other = Peer(folder / "peer.sqlite") if peer else None
        told: dict[str, object] = {"products": products}
        told |= built(made, folder / "search", other)
        ours, theirs = Times(), Times()
        for number in range(ROUNDS):
            # Opened anew, it remembers no question of the round before.
            ours.add(Search(folder / "search").find, questions)
            if other:
                theirs.add(other.find, questions[number::ROUNDS])
        told["ours"] = ours.told()
        if other:
            told |= {"peer_took": theirs.told(), "to_peer": ours.to(theirs)}
        search = Search(folder / "search")
        return told | {"suggest": suggested(search, questions)}


def built(made: "Made", folder: Path, other: Peer | None) -> dict[str, object]:
    """Write both indexes; return what that takes. No item is held any longer then."""
    items = list(made.items())
    told: dict[str, object] = {
        "build_s": took(lambda: index.write(folder, (item for _, item in items), "EUR"))
    }
    if other:
        told["peer_build_s"] = took(lambda: other.write(items))
    return told


def suggested(search: Search, questions: list[Question]) -> object:
    """Return how long suggestions take at each letter of the questions' texts."""
    typed = dict.fromkeys(
        q.text[:end] for q in questions for end in range(1, len(q.text) + 1)
    )
    times = Times()
    times.add(lambda q: search.suggest(q.text, "en"), [Question(text=t) for t in typed])
    return times.told()["all"]


def took(call: Callable[[], object]) -> dict[str, float]:
    """Return how many seconds `call` takes, and how many of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return {
        "wall": round(time.perf_counter() - wall, 1),
        "cpu": round(time.process_time() - cpu, 1),
    }


class Times:
    """How long questions took, by their kind and by two clocks."""

    def __init__(self) -> None:
        self._spent: dict[str, list[tuple[float, ...]]] = {}

    def add(self, find: Callable[[Question], object], asked: list[Question]) -> None:
        """Ask all of `asked`, each by itself."""
        for question in asked:
            before = [clock() for clock in CLOCKS.values()]
            find(question)
            spent = tuple(
                (clock() - start) * 1e3
                for clock, start in zip(CLOCKS.values(), before, strict=True)
            )
            self._spent.setdefault(kind(question), []).append(spent)

    def told(self) -> dict[str, dict[str, str]]:
        """Return the middle and the slowest hundredth of all, and of each kind."""
        groups = {"all": self._all()} | self._spent
        return {name: _figures(np.array(spent)) for name, spent in groups.items()}

    def to(self, other: "Times") -> dict[str, float]:
        """Return the processor time of both percentiles as a part of `other`'s."""
        mine, theirs = np.array(self._all())[:, 0], np.array(other._all())[:, 0]
        return {
            f"p{p}": round(float(np.percentile(mine, p) / np.percentile(theirs, p)), 3)
            for p in (50, 99)
        }

    def _all(self) -> list[tuple[float, ...]]:
        return [one for spent in self._spent.values() for one in spent]


def _figures(spent: NDArray[np.float64]) -> dict[str, str]:
    return {
        name: "p50 {:.2f} p99 {:.2f}".format(*np.percentile(spent[:, n], (50, 99)))
        for n, name in enumerate(CLOCKS)
    }


def kind(question: Question) -> str:
    """Return what kind of question it is."""
    words = len(question.text.split())
    if words == 1:
        return "word and price" if question.low_minor else "one word"
    return f"{'any' if question.any else 'all'} of {words}"


class Made:
    """A made-up shop whose words are as unevenly frequent as those of a language."""

    def __init__(self, products: int) -> None:
        self._products = products
        chance = np.random.default_rng(11)
        letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
        self._words = [
            "".join(chance.choice(letters, chance.integers(3, 11)))
            for _ in range(WORDS)
        ]
        self._odds = np.cumsum(1 / np.arange(1, WORDS + 1))
        self._odds /= self._odds[-1]

    def items(self) -> Iterator[tuple[int, Item]]:
        """Yield the shop's items with their places; the same at each call."""
        chance = np.random.default_rng(12)
        for place in range(1, self._products + 1):
            yield place, self._item(place, chance)

    def questions(self) -> list[Question]:
        """Return what is asked: words as unevenly frequent as in the shop's texts."""
        chance = np.random.default_rng(13)
        asked = []
        for number in range(QUESTIONS):
            words = [self._word(chance) for _ in range(1 + number % 4)]
            low = int(chance.integers(1_000, 50_000))
            asked.append(
                (
                    Question(text=words[0]),
                    Question(text=" ".join(words)),
                    Question(text=" ".join(words), any=True),
                    Question(text=words[0], low_minor=low, high_minor=low * 3),
                )[number % 4]
            )
        return asked

    def _item(self, place: int, chance: np.random.Generator) -> Item:
        category = int(chance.integers(CATEGORIES))
        return Item(
            sku=f"hm-{place:07}",
            group_key="",
            listing_key="",
            title=self._text(chance, 4, 10),
            brand=f"brand {self._words[int(chance.integers(BRANDS))]}",
            description=self._text(chance, 40, 90),
            category_path=(f"Room {category // 30}", f"Shelf {category}"),
            price_minor=int(np.exp(chance.normal(8.5, 1.2))) + 1,
            currency="EUR",
            availability=("in_stock", "limited", "out_of_stock")[place % 3],
            delivery_days=int(chance.integers(1, 15)),
            rating=int(chance.integers(20, 51)) / 10,
            reviews=int(chance.integers(1, 900)),
            score=float(chance.integers(0, 101)),
            language="en",
            offers=tuple(map(_offer, chance.integers(0, HOSTS, chance.integers(1, 5)))),
        )

    def _text(self, chance: np.random.Generator, low: int, high: int) -> str:
        drawn = chance.random(chance.integers(low, high))
        return " ".join(self._words[n] for n in np.searchsorted(self._odds, drawn))

    def _word(self, chance: np.random.Generator) -> str:
        return self._words[int(np.searchsorted(self._odds, chance.random()))]


def _offer(host: NDArray[np.int64]) -> OtherOffer:
    return OtherOffer(
        host=f"shop{int(host)}.test",
        seller=None,
        url="",
        price_minor=1,
        currency="EUR",
        availability=None,
        seen_at=SEEN,
    )


if __name__ == "__main__":
    main()
