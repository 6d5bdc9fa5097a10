"""Texts to the numbers of their tokens, and those to batches that waste little.

A batch has texts of about one length, and is padded to its own longest: a tokenizer's
file may well say that every text be padded to 128, which costs four times the work.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enrich.errors import ModelUnusable
from enrich.models.files import read_json
from enrich.models.pooling import Floats, Numbers

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# More texts a batch are no faster on a processor, and take memory.
_TEXTS = 64
_PLACES = 64 * 256
_LONGEST = 512

Run = Callable[[Numbers, Numbers], Floats]


def longest(folder: Path) -> int:
    """Return how many tokens of a text the model in `folder` is to read."""
    says = read_json(folder / "sentence_bert_config.json").get("max_seq_length")
    room = read_json(folder / "config.json").get("max_position_embeddings")
    known = [
        number for number in (says, room) if isinstance(number, int) and number > 0
    ]
    return min([*known, _LONGEST]) if not says else min(known)


def tokenizer(folder: Path) -> "Tokenizer":
    """Return the tokenizer in `folder`; it neither pads nor cuts."""
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    try:
        found: Tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # noqa: BLE001 - the library raises nothing narrower
        raise ModelUnusable(f"{path} cannot be read ({error}); copy it anew") from None
    found.no_padding()
    found.no_truncation()
    return found


def padding(folder: Path) -> int:
    """Return the number of the token that fills up a batch."""
    says = read_json(folder / "config.json").get("pad_token_id")
    return says if isinstance(says, int) else 0


def encoded(rows: Sequence[Sequence[int]], pad: int, run: Run, dims: int) -> Floats:
    """Return what `run` makes of `rows` of tokens, in their order."""
    found = np.zeros((len(rows), dims), np.float32)
    for places in batches([len(row) for row in rows]):
        width = max(len(rows[place]) for place in places)
        ids = np.full((len(places), width), pad, np.int64)
        mask = np.zeros((len(places), width), np.int64)
        for at, place in enumerate(places):
            row = rows[place]
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        found[places] = run(ids, mask)
    return found


def batches(lengths: Sequence[int]) -> Iterator[Numbers]:
    """Yield the places of rows that go together: near in length, longest first."""
    order = np.argsort(-np.asarray(lengths, np.int64), kind="stable")
    start = 0
    while start < len(order):
        width = max(lengths[order[start]], 1)
        end = start + max(1, min(_TEXTS, _PLACES // width))
        yield order[start:end]
        start = end
