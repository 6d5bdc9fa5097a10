"""What a page states for machines, in whatever syntax, as schema.org's nodes.

Each source is a graph of its own, because sources contradict each other and somebody has
to judge; all those in schema.org's own words are one graph together as well.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, TypeVar

from extract.page import Page
from extract.statements.itemscopes import microdata, rdfa
from extract.statements.jsonld import blocks
from extract.statements.socialmeta import social

# What a syntax says of itself. A node is an object; its keys are the page's, not ours.
Value: TypeAlias = Any
Node: TypeAlias = dict[str, Value]

T = TypeVar("T")

_MAX_NODES = 5_000
_MAX_DEPTH = 12


class Graph:
    """All nodes of one page, top level first, and the way from an @id to its node."""

    def __init__(self, values: list[Value]) -> None:
        self.parts: dict[str, Graph] = {}
        self.nodes: list[Node] = []
        self._once: dict[tuple[str, int], tuple[Node, Any]] = {}
        for value in values:
            self.nodes.extend(_flat(value))

    def of(self, *types: str) -> list[Node]:
        """Return the nodes of any of `types`, in page order."""
        return [node for node in self.nodes if not types_of(node).isdisjoint(types)]

    def follow(self, value: Value) -> Value:
        """Return `value`, or the node it refers to where it is but an @id."""
        if (
            isinstance(value, dict)
            and "@id" in value
            and not (value.keys() - {"@id", "@type"})
        ):
            return self._by_id.get(str(value.get("@id")), value)
        return value

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        """The nodes by their names: most pages never refer to one."""
        found: dict[str, Node] = {}
        for node in self.nodes:
            _index(found, node, 0)
        return found

    def once(self, what: str, node: Node, make: Callable[[], T]) -> T:
        """Return `what` is known of `node`, made at the first call: several ask."""
        key = what, id(node)
        # The node is kept as well, or another one could come to have its id.
        if key not in self._once:
            self._once[key] = node, make()
        made: T = self._once[key][1]
        return made

    def all(self, value: Value) -> list[Node]:
        """Return the nodes that `value`, a node or a list, stands for."""
        values = value if isinstance(value, list) else [value]
        found = (self.follow(item) for item in values[:_MAX_NODES])
        return [item for item in found if isinstance(item, dict)]


def graph(page: Page) -> Graph:
    """Return what `page` states; `parts` has each source's statements alone."""
    stated = {
        "json-ld": blocks(page.nodes),
        "microdata": microdata(page.nodes),
        "rdfa": rdfa(page.nodes),
    }
    whole = Graph([value for values in stated.values() for value in values])
    stated["opengraph"] = social(page)
    whole.parts = {name: Graph(values) for name, values in stated.items() if values}
    return whole


def _index(found: dict[str, Node], value: Value, depth: int) -> None:
    if depth > _MAX_DEPTH or len(found) > _MAX_NODES:
        return
    if isinstance(value, list):
        for item in value:
            _index(found, item, depth + 1)
    elif isinstance(value, dict):
        name = value.get("@id")
        # A bare reference does not say anything about the thing it names.
        if isinstance(name, str) and value.keys() - {"@id", "@type"}:
            found.setdefault(name, value)
        for item in value.values():
            if isinstance(item, dict | list):
                _index(found, item, depth + 1)


def types_of(node: Node) -> set[str]:
    """Return the types of `node` without their vocabulary: {"Product"}.

    Types begin with a capital, which some templates forget.
    """
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    return {_bare(name) for name in names if isinstance(name, str)}


@lru_cache(1024)
def _bare(name: str) -> str:
    name = re.split(r"[/#:]", name)[-1]
    return name[:1].upper() + name[1:]


def _flat(value: Value) -> Iterator[Node]:
    """Unwrap lists and @graph containers; nodes inside nodes stay there."""
    queue = [(value, 0)]
    for item, depth in queue:
        if depth > _MAX_DEPTH or len(queue) > _MAX_NODES:
            return
        if isinstance(item, list):
            queue.extend((part, depth + 1) for part in item)
        elif isinstance(item, dict):
            if "@type" in item or "@graph" not in item:
                yield item
            queue.append((item.get("@graph"), depth + 1))
