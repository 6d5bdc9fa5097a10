"""Microdata and RDFa Lite: statements that a page writes into the tags of what it shows.

Both nest by their elements: a property belongs to the nearest scope around it, and is a
node itself where it opens one. RDFa's names may carry a prefix, which is dropped: the
words after it are schema.org's wherever a page is about something for sale.
"""

from typing import Any, NamedTuple

from extract.markup import grow as g
from extract.markup.attributes import NUMBER
from extract.markup.elements import ID
from extract.markup.tree import Tree

_MAX_PROPERTIES = 4_000
_MAX_REFERENCES = 50
# Where elements keep what they say to machines; others show it.
_KEPT = {
    ("href",): ("a", "link", "area"),
    ("src", "data-src"): (
        "img",
        "source",
        "video",
        "audio",
        "iframe",
        "embed",
        "track",
    ),
    ("value",): ("data", "meter", "input"),
    ("datetime",): ("time",),
}
_VALUES = {ID[tag]: names for names, tags in _KEPT.items() for tag in tags if tag in ID}
_WANTED = {
    NUMBER[name]: name
    for name in (
        *("itemtype", "itemprop", "itemid", "typeof", "property", "resource"),
        *("content", "href", "src", "data-src", "value", "datetime"),
    )
}


class _Syntax(NamedTuple):
    scope: str
    type: str
    property: str
    id: str


_MICRODATA = _Syntax("itemscope", "itemtype", "itemprop", "itemid")
_RDFA = _Syntax("typeof", "typeof", "property", "resource")


def microdata(tree: Tree) -> list[dict[str, Any]]:
    """Return the outermost items of a page, as nodes."""
    return _Items(tree, _MICRODATA).top


def rdfa(tree: Tree) -> list[dict[str, Any]]:
    """Return the outermost typed resources of a page, as nodes."""
    return _Items(tree, _RDFA).top


class _Items:
    """One reading of a page: scopes are opened and left in the page's order."""

    def __init__(self, tree: Tree, syntax: _Syntax) -> None:
        self._tree, self._syntax = tree, syntax
        self.top: list[dict[str, Any]] = []
        scopes = tree.having(syntax.scope)
        if not scopes:
            return
        self._scopes = set(scopes)
        named = tree.having(syntax.property)
        nodes = sorted(self._scopes.union(named[:_MAX_PROPERTIES]))
        self._given = tree.given(nodes, _WANTED)
        self._read(nodes)
        if syntax is _MICRODATA:
            self._follow_references()

    def _read(self, nodes: list[int]) -> None:
        self._items: dict[int, dict[str, Any]] = {}
        around: list[tuple[int, dict[str, Any]]] = []
        for node in nodes:
            while around and around[-1][0] <= node:
                around.pop()
            owner = around[-1][1] if around else None
            value = self._value(node, owner)
            if node in self._scopes:
                around.append((self._tree.end(node), value))

    def _value(self, node: int, owner: dict[str, Any] | None) -> Any:
        names = self._names(node)
        value = self._item(node) if node in self._scopes else None
        if value is not None and (owner is None or not names):
            self.top.append(value)
        if owner is not None and names:
            shown = self._text(node) if value is None else value
            for name in names:
                _add(owner, name, shown)
        return value

    def _names(self, node: int) -> list[str]:
        words = self._attribute(node, self._syntax.property).split()
        return [word.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for word in words]

    def _item(self, node: int) -> dict[str, Any]:
        item: dict[str, Any] = {}
        types = self._attribute(node, self._syntax.type).split()
        if types:
            item["@type"] = types
        name = self._attribute(node, self._syntax.id)
        if name:
            item["@id"] = name
        self._items[node] = item
        return item

    def _text(self, node: int) -> str:
        """Return a property's value; a machine's word goes before what is shown."""
        own = self._given.get(node, {})
        if "content" in own:
            return own["content"] or self._tree.text(node)
        tag = int(self._tree.nodes[node, g.TAG])
        names = (name for name in _VALUES.get(tag, ()) if own.get(name))
        # A link without an address, a price in a link: then it is the text that counts.
        return next((own[name] for name in names), "") or self._tree.text(node)

    def _attribute(self, node: int, name: str) -> str:
        return self._given.get(node, {}).get(name, "")

    def _follow_references(self) -> None:
        """Add what an item says elsewhere on the page, in elements that it names."""
        tree = self._tree
        referring = tree.having("itemref")[:_MAX_REFERENCES]
        if not referring:
            return
        places = {
            tree.attribute(node, "id"): node for node in reversed(tree.having("id"))
        }
        for node in referring:
            item = self._items.get(node)
            names = (tree.attribute(node, "itemref") or "").split()[:_MAX_REFERENCES]
            for place in [places[name] for name in names if name in places]:
                if item is not None and not place <= node < tree.end(place):
                    self._take(item, place, set(referring))

    def _take(self, item: dict[str, Any], place: int, referring: set[int]) -> None:
        """Add the properties at `place`; items that refer on could close a circle."""
        inside, named = place, set(self._tree.having("itemprop")[:_MAX_PROPERTIES])
        while inside < self._tree.end(place):
            if inside in named and inside not in referring:
                value = self._items.get(inside) or self._text(inside)
                for name in self._names(inside):
                    _add(item, name, value)
            inside = self._tree.end(inside) if inside in self._scopes else inside + 1


def _add(item: dict[str, Any], name: str, value: Any) -> None:
    if name not in item:
        item[name] = value
    elif isinstance(item[name], list):
        item[name].append(value)
    else:
        item[name] = [item[name], value]
