"""Who signed a page: what it states, and the byline by its heading; silence without one."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from extract.markup import grow as g
from extract.markup.attributes import NUMBER
from extract.markup.elements import ID
from extract.markup.joined import Joined, cuts
from extract.markup.tree import Tree
from extract.once import once
from extract.page import Page
from extract.statements.structured import Graph, Value, types_of
from extract.statements.words import text
from extract.stories.bylines import is_byline, names
from extract.stories.called import called, naming, seen_at
from extract.stories.dates import published
from extract.stories.headline import heading, is_site
from extract.stories.story import story

_METAS = (
    "author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "article:author", "article:author_name", "og:article:author", "citation_author",
    "cxenseparse:author", "rbauthors", "dc.contributor", "authors", "author_name",
)  # fmt: skip
# Each name has one of the words in it.
CALLED = naming(
    "byline by-line author writer contributor creator poster user nickname display autor"
    " auteur posted written starter",
    r"(?<![a-z])(?:by-?line|author|writer|contributor|creator|poster|username|user-?name|nickname"
    r"|display-?name|autor|auteur|(?:post|topic|forum)[-_]?user|posted-?by|post-?author|written-?by|topic-?starter)s?(?![a-z])"
    r"(?![-_]{0,2}(?:bio|box|card|image|avatar|img|photo|social|description))|author-?name",
)
_LINKED = re.compile(
    rb"[/?&](?:(?<=/)(?:author|authors|writer|by|people|contributors?|user|users|members?|profile|u|staff|team"
    rb"|autor|auteur|redaktion|experts?)[/=]\S|(?<!/)(?:amp;|#38;)?(?:author|u|user|uid|action=profile)\b)"
)
# What a program made of a name, or a sign-in.
_SLUG = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)+")
_LABEL = re.compile(
    r"(?:written|posted) by|author|verfasst von|geschrieben von|écrit par|escrit[oa] por"
    r"|scritto da|geschreven door|napisane przez|автор|autor",
    re.IGNORECASE,
)
_BEFORE, _BEHIND = -400, 1_800
_MOST_PARTS = 40
_MOST_LINKS = 10_000
_LINE = 120
_DATED_KINDS = (None, "article", "forum")


class Signed(NamedTuple):
    """Names, where they stand, and whether they are a person's without doubt."""

    names: list[str]
    source: str
    sure: bool


def authors(page: Page, graph: Graph, *, kind: str | None = None) -> tuple[str, ...]:
    """Return the names of those who signed `page`, as it writes them."""
    if kind not in _DATED_KINDS:
        return ()
    found = [one for one in signatures(page, graph) if one.names]
    best = next((one for one in found if one.sure), found[0] if found else None)
    return tuple(best.names) if best else ()


def signatures(page: Page, graph: Graph) -> Iterator[Signed]:
    """Yield the names of each place, in the order of how much it is trusted."""
    node = story(page, graph)
    stated: list[str] = []
    if node is not None:
        for role in ("author", "creator"):
            stated = stated or _people(graph, node.get(role))
        yield Signed(stated, "stated", _is_person(page, stated))
    named = _meta(page)
    is_article = node is not None or (page.meta("og:type") or "").lower() == "article"
    byline = list(_bylines(page))
    if is_article or any(one.sure for one in byline) or published(page, graph):
        yield from byline
        if named:
            yield Signed(named, "meta", _is_person(page, named))


def _people(graph: Graph, value: Value) -> list[str]:
    found: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:_MOST_PARTS]:
        node = graph.follow(one)
        name = text(node)
        if name and isinstance(node, dict) and "Organization" in types_of(node):
            found.append(name)
        elif name:
            found.extend(names(name, strict=False))
    return list(dict.fromkeys(found))


def _meta(page: Page) -> list[str]:
    for name in _METAS:
        found = [
            one
            for value in page.metas.get(name, ())
            for one in names(value, strict=False)
        ]
        if found:
            return list(dict.fromkeys(found))
    return _carded(page)


def _carded(page: Page) -> list[str]:
    """Return the names on the card that a page gives to other sites."""
    for number in ("1", "2"):
        label = page.meta(f"twitter:label{number}") or ""
        if _LABEL.match(label):
            return names(page.meta(f"twitter:data{number}") or "", strict=False)
    return []


def _bylines(page: Page) -> Iterator[Signed]:
    """Yield the names in parts called so, and behind `By`, near the heading."""
    tree, beside = page.nodes, called(page.nodes)
    top = heading(page)
    at = seen_at(tree, top.node) if top else 0
    links = profile_links(tree)
    named = set(beside.like(CALLED))
    near = _near(tree, sorted(named.union(links)), at)
    parts = sorted(near, key=lambda n: _distance(page, n, at))
    for node in parts[:_MOST_PARTS]:
        away = seen_at(tree, node) - at
        if not _BEFORE <= away <= _BEHIND or beside.is_aside(node):
            continue
        lines = [line for line in tree.lines(node).split("\n")[:3] if line.strip()]
        for line in lines[:2]:
            found = names(line) if len(line) <= _LINE else []
            # One word in a link may be anything; in a part called so, a handle.
            if found and (" " in found[0] or node in named):
                yield Signed(
                    found,
                    "byline",
                    is_byline(line) or (node in named and _is_full(found)),
                )
                break
    behind = tree.seen[max(0, at + _BEFORE) : at + _BEHIND].decode("utf-8", "ignore")
    for line in behind.split("\n"):
        if is_byline(line) and len(line) <= _LINE:
            found = names(line)
            yield Signed(found, "line", _is_full(found))


def _near(tree: Tree, nodes: list[int], at: int) -> list[int]:
    """Return those of the sorted `nodes` that may be among the nearest."""
    # One before the heading counts as three times as far.
    first = bisect_left(nodes, at - _BEHIND // 3, key=lambda n: seen_at(tree, n))
    end = bisect_right(nodes, at + _BEHIND, key=lambda n: seen_at(tree, n))
    return nodes[first:end]


@once
def profile_links(tree: Tree) -> list[int]:
    """Return the links to who somebody is, in reading order."""
    marks = tree.marks
    rows = np.flatnonzero(marks[:, g.NAME] == NUMBER["href"])
    nodes = marks[rows, g.OF]
    rows = rows[tree.tags[nodes] == ID["a"]][:_MOST_LINKS]
    links = cuts(tree.source, marks[rows, g.FROM], marks[rows, g.TO])
    found = Joined(links).matching(_LINKED)
    return list(dict.fromkeys(marks[rows[found], g.OF].tolist()))


def _distance(page: Page, node: int, at: int) -> int:
    away = seen_at(page.nodes, node) - at
    # A byline follows its heading more often than it goes before.
    return away if away >= 0 else -3 * away


def _is_person(page: Page, found: list[str]) -> bool:
    """Return whether these are names of people: no site's name, no slug."""
    return bool(found) and not any(
        is_site(page, one) or _SLUG.fullmatch(one) for one in found
    )


def _is_full(found: list[str]) -> bool:
    """Return whether the first name has two words or more, each with a capital."""
    words = found[0].split() if found else []
    return len(words) > 1 and all(word[:1].isupper() for word in words)
