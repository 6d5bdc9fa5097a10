"""The facts in a page's tables of two columns and lists of definitions."""

from collections.abc import Iterator

from extract.markup.elements import ID
from extract.markup.tree import Tree

_CELLS = frozenset({ID["td"], ID["th"]})
_TERM, _MEANING = ID["dt"], ID["dd"]
_MAX_ROWS = 150
_MAX_NAME, _MAX_VALUE = 60, 300
_FEWEST = 3


def specs(tree: Tree) -> dict[str, str]:
    """Return what the tables and lists say, name by name; a few rows are no table."""
    found: dict[str, str] = {}
    for label, value in (*_rows(tree), *_definitions(tree)):
        name = label.strip(" :\u00a0")
        if 0 < len(name) <= _MAX_NAME and 0 < len(value) <= _MAX_VALUE:
            found.setdefault(name, value)
    return found if len(found) >= _FEWEST else {}


def _rows(tree: Tree) -> Iterator[tuple[str, str]]:
    for row in tree.all("tr")[:_MAX_ROWS]:
        cells = [one for one in tree.children(row) if tree.tags[one] in _CELLS]
        if len(cells) == 2:
            yield tree.text(cells[0]), tree.text(cells[1])


def _definitions(tree: Tree) -> Iterator[tuple[str, str]]:
    term = ""
    for node in tree.all("dt", "dd")[: 2 * _MAX_ROWS]:
        if tree.tags[node] == _TERM:
            term = tree.text(node)
        elif term:
            yield term, tree.text(node)
            term = ""
