"""Which classes of a taxonomy a product is near, without any label.

A class is known by the pieces of its own name, and less by those of the classes above it;
a product by its title and, weighing more, by where its shop puts it. Nearness is the
cosine of both, looked up in lists of the classes that have a piece.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from enrich.kernel import Ints, kernel
from enrich.taxonomy.grams import (
    MOST_BYTES,
    SLOTS,
    Scratch,
    Singles,
    clear,
    count,
    counted,
    scratch,
)
from enrich.taxonomy.tree import Taxonomy
from enrich.text.wordpieces import Texts, texts

_KEPT = 2
# What the classes above bring to a class, a step up.
_ABOVE = 0.5


class Index(NamedTuple):
    """Slot s is in `nodes[starts[s]:starts[s + 1]]`, in each by so much."""

    starts: Ints
    nodes: Ints
    shares: Singles
    rarity: Singles


@lru_cache(maxsize=_KEPT)
def index(taxonomy: Taxonomy) -> Index:
    """Return the lists of a taxonomy."""
    names = sorted({name for path in taxonomy.paths for name in path})
    place = {name: k for k, name in enumerate(names)}
    table = counted(pa.array([_plain(name) for name in names]))
    slots, nodes, values = [], [], []
    for node, path in enumerate(taxonomy.paths):
        for above, name in enumerate(reversed(path)):
            at = slice(table.starts[place[name]], table.starts[place[name] + 1])
            slots.append(table.slots[at])
            values.append((1 + np.log(table.counts[at])) * _ABOVE**above)
            nodes.append(np.full(len(slots[-1]), node))
    return _listed(np.concatenate(slots), np.concatenate(nodes), np.concatenate(values))


def _listed(slots: Ints, nodes: Ints, values: Singles) -> Index:
    """Return the entries by their slots, those of one slot and node as one."""
    count_of = int(nodes.max()) + 1
    keys, back = np.unique(slots * count_of + nodes, return_inverse=True)
    summed = np.bincount(back, values)
    slot, node = keys // count_of, keys % count_of
    times = np.bincount(slot, minlength=SLOTS)
    rarity = np.log((1 + count_of) / (1 + times)) + 1
    weight = summed * rarity[slot]
    length = np.sqrt(np.bincount(node, weight**2))
    starts = np.concatenate([[0], np.cumsum(times)])
    shares = (weight / length[node]).astype(np.float32)
    return Index(starts, node, shares, rarity.astype(np.float32))


def near(of: Index, column: pa.Array, nodes: int) -> Singles:
    """Return how near each text of `column` is to each of so many classes."""
    out = np.zeros((len(column), nodes), np.float32)
    plain = pa.array(
        [_plain((text or "")[:MOST_BYTES]) for text in column.to_pylist()], pa.string()
    )
    look(texts(plain, small=True), scratch(), of, out)
    return out


def _plain(text: str) -> str:
    """Return `text` with words where it has signs: `Mice & Trackballs`, `usb-stick`."""
    return "".join(sign if sign.isalnum() else " " for sign in text)


@kernel
def look(given: Texts, room: Scratch, of: Index, out: Singles) -> None:
    """Add up what each text has in common with each class."""
    for k in range(len(given.starts) - 1):
        found = count(given.data, given.starts[k], given.starts[k + 1], room)
        length = 0.0
        for n in range(found):
            slot = room.touched[n]
            value = (1 + np.log(room.counts[slot])) * of.rarity[slot]
            length += value * value
            for at in range(of.starts[slot], of.starts[slot + 1]):
                out[k, of.nodes[at]] += value * of.shares[at]
        for node in range(out.shape[1] if length else 0):
            out[k, node] /= np.sqrt(length)
        clear(room, found)
