"""A big lake for benchmarks: shops whose listings are looked at again and again.

A listing is one product at one source, so it has one URL; four listings in the mean
are one product (a group). Each day a few listings are looked at: of each one offer.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.load import append
from lake.store import Lake

START = datetime(2026, 8, 20, tzinfo=UTC)
HOSTS = 600
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
Array = Any


@dataclass(frozen=True)
class Shops:
    """How much is in the lake: `offers` rows over `days`, of `listings`."""

    offers: int = 10_000_000
    listings: int = 2_000_000
    groups: int = 500_000
    days: int = 90

    @cached_property
    def keys(self) -> pa.Array:
        """The listing_key of each listing."""
        return hexadecimal(_random(1), self.listings, 12)

    @cached_property
    def hosts(self) -> pa.Array:
        """The host of each listing; few hosts have many."""
        return _taken([f"shop{n}.test" for n in range(HOSTS)], self._host)

    @cached_property
    def urls(self) -> pa.Array:
        """The URL of each listing."""
        numbers = np.arange(self.listings)
        return pc.binary_join_element_wise(
            "https:/",
            self.hosts,
            "products",
            _text(numbers * 7919 % 1_000_003),
            pc.binary_join_element_wise("article", _text(numbers), "-"),
            "/",
        )

    @cached_property
    def _host(self) -> Array:
        return (HOSTS * _random(2).random(self.listings) ** 2).astype(np.int64)

    @cached_property
    def _price(self) -> Array:
        return np.exp(_random(3).normal(8.5, 1.2, self.listings)).astype(np.int64) + 99

    def day(self, number: int) -> pa.Table:
        """Return the offers seen on one day, in the order in which they were seen."""
        rows = (
            self.offers * (number + 1) // self.days - self.offers * number // self.days
        )
        random = _random(1000 + number)
        seen = random.permutation(self.listings)[:rows]
        first = int((START + timedelta(number)).timestamp()) * 1_000_000
        times = first + np.sort(random.integers(0, 86_000_000_000, rows))
        # One listing in four has another price than the day before.
        price = self._price[seen] * (100 - (random.random(rows) < 0.25) * 7) // 100
        rated = random.random(rows) < 0.4
        columns = {
            "listing_key": self.keys.take(pa.array(seen)),
            "url": self.urls.take(pa.array(seen)),
            "host": self.hosts.take(pa.array(seen)),
            "seller": _some(
                _taken(["market", "outlet", "own"], seen % 3), seen % 5 > 0
            ),
            "price_minor": pa.array(price),
            "currency": _taken(["EUR", "USD", "GBP"], self._host[seen] % 3),
            "list_price_minor": pa.array(self._price[seen], mask=seen % 3 > 0),
            "availability": _taken(
                ["InStock", "OutOfStock", "PreOrder"], random.integers(0, 12, rows) // 5
            ),
            "shipping_minor": pa.array(seen % 4 * 245),
            "condition": _taken(["new", "used"], (seen % 19 == 0).astype(np.int64)),
            "rating": pa.array((seen % 41 + 10) / 10, mask=rated),
            "reviews": pa.array((seen % 977).astype(np.int32), mask=rated),
            "seen_at": _times(times),
            "confidence": pa.array(0.5 + seen % 5 / 10),
            **_made("extract", random, rows),
        }
        return pa.table(columns)

    def matches(self) -> pa.Table:
        """Return the group of each listing."""
        group = np.arange(self.listings) % self.groups
        return pa.table(
            {
                "entity_key": self.keys,
                "group_key": self.keys.take(pa.array(group)),
                "model": pa.repeat("rules", self.listings),
                "confidence": pa.array(0.5 + group % 5 / 10),
                **_made("match", _random(4), self.listings),
            }
        )

    def scores(self) -> pa.Table:
        """Return the score of each group."""
        random = _random(5)
        return pa.table(
            {
                "entity_key": self.keys.slice(0, self.groups),
                "score": pa.array(random.integers(0, 1000, self.groups) / 10),
                "margin_minor": pa.array(random.integers(-500, 9000, self.groups)),
                "demand": pa.array(random.random(self.groups)),
                "competition": pa.array(random.random(self.groups)),
                "risk": pa.array(random.random(self.groups)),
                **_made("score", random, self.groups),
            }
        )


def fill(lake: Lake, shops: Shops) -> None:
    """Bring all of `shops` into the lake as a crawl of so many days would."""
    released = [
        {"maker": maker, "maker_version": 1, "state": "released", "changed_at": START}
        for maker in ("extract", "match", "score")
    ]
    append(lake, "jobs", {"releases": pa.Table.from_pylist(released)})
    for number in range(shops.days):
        append(lake, "extract", {"offers": shops.day(number)})
    append(lake, "match", {"enriched_matches": shops.matches()})
    append(lake, "score", {"scores": shops.scores()})


def pages(shops: Shops, start: int, digests: Array) -> pa.Table:
    """Return pages of the listings from `start` on, with these bodies."""
    count = len(digests)
    url, host = shops.urls.slice(start, count), shops.hosts.slice(start, count)
    keys = pc.replace_substring(url, "https://", "test,")
    seconds = int(START.timestamp()) + start + np.arange(count)
    whole: dict[str, Any] = {
        "status": pa.scalar(200, pa.int32()),
        "content_type": "text/html",
        "charset": "utf-8",
        "renderer": "http",
        "robots_state": "allowed",
        "campaign": "bench",
        "truncated": False,
    }
    return pa.table(
        {
            "url_key": keys,
            "url": url,
            "final_url": url,
            "host": host,
            "domain": host,
            "fetched_at": _times(seconds * 1_000_000),
            "content_digest": digests,
            "body_len": pa.array(20_000 + np.arange(count) % 9_000),
            **{name: pa.repeat(value, count) for name, value in whole.items()},
        }
    )


def hexadecimal(random: np.random.Generator, count: int, size: int) -> pa.Array:
    """Return `count` random texts of `size` bytes in hexadecimal digits."""
    drawn = random.integers(0, 256, (count, size), np.uint8)
    digits = np.empty((count, 2 * size), np.uint8)
    digits[:, ::2] = _HEX[drawn >> 4]
    digits[:, 1::2] = _HEX[drawn & 15]
    offsets = np.arange(0, (count + 1) * 2 * size, 2 * size, dtype=np.int32)
    return pa.StringArray.from_buffers(
        count, pa.py_buffer(offsets), pa.py_buffer(digits)
    )


def _made(maker: str, random: np.random.Generator, count: int) -> dict[str, pa.Array]:
    return {
        "input_key": hexadecimal(random, count, 12),
        "maker": pa.repeat(maker, count),
        "maker_version": pa.repeat(pa.scalar(1, pa.int32()), count),
    }


def _random(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def _text(numbers: Array) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _taken(values: list[str], at: Array) -> pa.Array:
    return pa.array(values).take(pa.array(at))


def _some(values: pa.Array, empty: Array) -> pa.Array:
    return pc.if_else(pa.array(empty), pa.scalar(None, values.type), values)


def _times(microseconds: Array) -> pa.Array:
    return pa.array(microseconds, pa.timestamp("us", tz="UTC"))
