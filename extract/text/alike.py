"""Which elements of a page look alike: tiles, posts and rows repeat, a text does not."""

from extract.kernel import Bytes, Ints, kernel
from extract.markup.attributes import NUMBER
from extract.markup.grow import ATTRS, ATTRS_END, FROM, NAME, PARENT, TAG, TO

# Counts share slots; a page's looks are few beside so many.
ALIKE_SLOTS = 1 << 14
_CLASS = NUMBER["class"]


@kernel
def count_alike(
    data: Bytes, nodes: Ints, attrs: Ints, alike: Ints, slots: Ints
) -> None:
    """Note how many brothers of each element look like it: same name, same class."""
    slots[:] = 0
    for node in range(len(alike)):
        alike[node] = _look(data, nodes[node], attrs)
        slots[alike[node] & (ALIKE_SLOTS - 1)] += 1
    for node in range(len(alike)):
        alike[node] = slots[alike[node] & (ALIKE_SLOTS - 1)]


@kernel
def _look(data: Bytes, node: Ints, attrs: Ints) -> int:
    mixed = node[PARENT] * 31 + node[TAG]
    for k in range(node[ATTRS], node[ATTRS_END]):
        if attrs[k, NAME] == _CLASS:
            for at in range(attrs[k, FROM], min(attrs[k, TO], attrs[k, FROM] + 40)):
                mixed = (mixed * 31 + data[at]) & 0xFFFFFFFF
            break
    return (mixed * 0x9E3779B1 & 0xFFFFFFFF) >> 16
