"""The first step of matching: each listing as it is compared, and how others find it.

Two listings are compared when they have a rare key in common. Keys are the words of a
name, and each two that follow each other: common words may be a rare pair.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa

from enrich.equipment import Equipment
from enrich.kernel import Ints
from enrich.matching.records import Product, Texts, titles_of
from enrich.matching.words import HASH, KIND, RECORD, START, TIED
from enrich.queries import Asked, changed
from enrich.rows import entities
from lake.stages import Stage

_VERSION = 1
_MODEL = "words and pairs of words"
_TABLE = "enriched_blocks"
_GIVEN = (
    *("gtin", "title", "brand", "mpn"),
    *("category", "price_minor", "currency"),
)
_FACTS = ("title", "brand", "mpn")
_NO_LETTER = re.compile(r"[\W_]+")
# A part number of one or two letters is a size, and joins strangers.
_SHORTEST_BRAND, _SHORTEST_PART = 2, 3


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return each listing of `batch` with its words and keys."""
    facts = {name: [f or "" for f in batch.column(name).to_pylist()] for name in _FACTS}
    # Of a listing without a title too little is known to compare it.
    titles = titles_of(
        [
            Product(*row) if row[0] else Product()
            for row in zip(*facts.values(), strict=True)
        ]
    )
    parts = [_part(*of) for of in zip(facts["brand"], facts["mpn"], strict=True)]
    own = {
        **{name: batch.column(name) for name in _GIVEN},
        "host": pa.array([_host(url) for url in batch.column("url").to_pylist()]),
        "part": pa.array(parts, pa.string()),
        "words": _lists(titles.words[:, RECORD], titles.words[:, HASH], batch.num_rows),
        "keys": _lists(*_keys(titles), batch.num_rows),
    }
    return {_TABLE: entities(_TABLE, batch, _MODEL, own)}


def _part(brand: str, mpn: str) -> str | None:
    maker, number = _NO_LETTER.sub("", brand.lower()), _NO_LETTER.sub("", mpn.lower())
    long_enough = len(maker) >= _SHORTEST_BRAND and len(number) >= _SHORTEST_PART
    return f"{maker} {number}" if long_enough else None


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:  # [::1 and the like: who wrote it may write anything
        return None


def _keys(titles: Texts) -> tuple[Ints, Ints]:
    """Return keys, and for each which text it is of: words, and words side by side."""
    plain = titles.words[titles.words[:, KIND] & TIED == 0]
    plain = plain[np.lexsort((plain[:, START], plain[:, RECORD]))]
    beside = plain[1:, RECORD] == plain[:-1, RECORD]
    # Their order is left open: `red kettle` and `kettle red` are one key.
    pairs = (plain[1:, HASH] ^ plain[:-1, HASH])[beside] | 1
    owners = np.concatenate([titles.words[:, RECORD], plain[1:, RECORD][beside]])
    return owners, np.concatenate([titles.words[:, HASH], pairs])


def _lists(owners: Ints, values: Ints, size: int) -> pa.Array:
    order = np.lexsort((values, owners))
    starts = np.searchsorted(owners[order], np.arange(size + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(starts), pa.array(values[order]))


def stage(tools: Equipment) -> Stage:
    """Return the step that prepares listings for matching."""
    version = tools.version("block", _VERSION)
    asked = Asked(maker="block", version=version, table=_TABLE, model=_MODEL)
    return Stage(
        "block",
        version,
        reads=("products", "offers_latest"),
        writes=(_TABLE,),
        make=make,
        query=changed("matching/blocks.sql", asked),
    )
