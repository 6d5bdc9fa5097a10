"""One robots.txt file: what it lets one crawler fetch, as RFC 9309 says.

Our own reader rather than protego, which answers 21 of the 193 cases in
tests/frontier/robots_cases.txt otherwise: an unknown line ends a group's names there,
`harvest` names harvestman, `Harvestman/2` does not, UTF-16 is noise. Some of that
allows what is forbidden. benchmarks/frontier_robots.py has the speed of both.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from math import inf, isfinite
from typing import NamedTuple

import msgspec

from frontier.errors import BadUrl
from frontier.robotspaths import path_form, patterns
from frontier.urls import canonical

# The standard's floor for how much of a file must be read: 500 KiB.
LARGEST_BYTES = 512_000
_AGENT, _ALLOW, _DISALLOW, _DELAY, _SITEMAP = range(5)
# Names as the standard spells them, and slips that are met often.
_FIELDS = {
    b"user-agent": _AGENT,
    b"useragent": _AGENT,
    b"user agent": _AGENT,
    b"allow": _ALLOW,
    b"disallow": _DISALLOW,
    b"dissallow": _DISALLOW,
    b"dissalow": _DISALLOW,
    b"disalow": _DISALLOW,
    b"crawl-delay": _DELAY,
    b"crawldelay": _DELAY,
    b"crawl delay": _DELAY,
    b"crawl_delay": _DELAY,
    b"sitemap": _SITEMAP,
    b"sitemaps": _SITEMAP,
    b"site-map": _SITEMAP,
}
_TOKEN = re.compile(rb"[A-Za-z0-9_-]+|\*(?=\s|\Z)")
_SECONDS = re.compile(rb"(\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:s|secs?|seconds?)?", re.I)
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# What a parsed rule takes in memory beside its characters, measured.
_RULE_BYTES = 150


class _Wild(NamedTuple):
    """A rule with a `*` inside: its pieces in order, and the longest of them."""

    score: int
    longest: str
    first: str
    middle: tuple[str, ...]
    last: str


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What one file says to one crawler.

    A rule's score is twice its length, plus one if it allows: the highest score is the
    longest match, and of two equal ones the allow.

        exact      path -> score                       `/a$`
        prefixes   sorted; beside each the best of     `/a`, `/a*`
                   its own score and its parent's;
                   its parent is the longest prefix
                   that it begins with
        wilds      highest score first                 `/a*b`, `/*.pdf$`
    """

    crawl_delay_s: float | None = None
    sitemaps: tuple[str, ...] = ()
    allows_all: bool = True
    exact: dict[str, int] = {}
    prefixes: tuple[str, ...] = ()
    scores: tuple[int, ...] = ()
    parents: tuple[int, ...] = ()
    wilds: tuple[_Wild, ...] = ()
    size: int = 0

    def allows(self, path: str) -> bool:
        """Tell whether a URL with this path and query may be fetched."""
        if self.allows_all or path == "/robots.txt":
            return True
        path = path_form(path)
        score = max(self.exact.get(path, 1), self._prefix_score(path))
        for wild in self.wilds:
            # By place: names take twice the time, and some files have a hundred of these.
            if wild[0] <= score:
                break
            if wild[1] in path and _fits(wild, path):
                score = wild[0]
                break
        return score & 1 == 1

    def _prefix_score(self, path: str) -> int:
        # Whatever begins `path` sorts before it, and begins the nearest one that does.
        at = bisect_right(self.prefixes, path) - 1
        while at >= 0 and not path.startswith(self.prefixes[at]):
            at = self.parents[at]
        return self.scores[at] if at >= 0 else 1


def parse(body: bytes, name: str, largest_bytes: int = LARGEST_BYTES) -> Rules:
    """Return what `body` says to the crawler with the product token `name`."""
    groups, addresses = _read(_decoded(body, largest_bytes))
    token = name.lower().encode()
    ours = [group for group in groups if token in group.names]
    ours = ours or [group for group in groups if b"*" in group.names]
    delays = [_seconds(value) for group in ours for value in group.delays]
    urls = [url for address in addresses for url in _address(address)]
    return _compiled(
        _scores(rule for group in ours for rule in group.rules),
        max((delay_s for delay_s in delays if delay_s is not None), default=None),
        tuple(dict.fromkeys(urls)),
    )


class _Group:
    """The crawlers named on lines that follow each other, and what is said to them."""

    def __init__(self) -> None:
        self.names: set[bytes] = set()
        self.rules: list[tuple[bytes, bool]] = []
        self.delays: list[bytes] = []
        self.has_rules = False


def _decoded(body: bytes, largest_bytes: int) -> bytes:
    """Return `body` as UTF-8, cut behind its last whole line if it is too long."""
    if len(body) > largest_bytes:
        body = body[:largest_bytes]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r"), 0)]
    codec = _UTF_16.get(body[:2])
    if codec:
        body = body[2:].decode(codec, "replace").encode()
    # Without NULs a UTF-16 file that has no mark can be read too.
    return body.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")


def _read(body: bytes) -> tuple[list[_Group], list[bytes]]:
    # Rules before any name are said to nobody: the first group has no names.
    groups = [_Group()]
    groups[0].has_rules = True
    sitemaps: list[bytes] = []
    for field, value in _lines(body):
        group = groups[-1]
        if field == _AGENT:
            # Only a rule ends the naming of a group's crawlers; other records do not.
            if group.has_rules:
                group = _Group()
                groups.append(group)
            group.names.add(_token(value))
        elif field == _SITEMAP:
            sitemaps.append(value)
        elif field == _DELAY:
            group.delays.append(value)
        else:
            group.has_rules = True
            group.rules.append((value, field == _ALLOW))
    return groups, sitemaps


def _lines(body: bytes) -> Iterator[tuple[int, bytes]]:
    for line in body.replace(b"\r", b"\n").split(b"\n"):
        key, colon, value = line.partition(b"#")[0].partition(b":")
        if not colon:
            words = key.split()
            if len(words) != 2:
                continue
            key, value = words
        field = _FIELDS.get(key.strip().lower())
        if field is not None:
            yield field, value.strip()


def _token(value: bytes) -> bytes:
    found = _TOKEN.match(value)
    return found[0].lower() if found else b""


def _seconds(value: bytes) -> float | None:
    found = _SECONDS.fullmatch(value)
    asked_s = float(found[1].replace(b",", b".")) if found else inf
    return asked_s if isfinite(asked_s) else None


def _address(value: bytes) -> list[str]:
    try:
        return [canonical(value.decode("utf-8", "replace"))]
    except BadUrl:
        return []


def _scores(rules: Iterable[tuple[bytes, bool]]) -> dict[tuple[str, bool], int]:
    scores: dict[tuple[str, bool], int] = {}
    for value, allow in rules:
        for text, anchored, rank in patterns(value) if value else ():
            score = 2 * rank + allow
            scores[text, anchored] = max(score, scores.get((text, anchored), 0))
    return scores


def _compiled(
    rules: dict[tuple[str, bool], int],
    crawl_delay_s: float | None,
    sitemaps: tuple[str, ...],
) -> Rules:
    exact: dict[str, int] = {}
    prefixes: dict[str, int] = {}
    wilds: list[_Wild] = []
    for (text, anchored), score in rules.items():
        first, *middle = text.split("*")
        if not any(middle):
            # A `*` at the end says nothing, but counts as an octet of the rule.
            kind = exact if anchored and not middle else prefixes
            kind[first] = max(score, kind.get(first, 0))
        else:
            last = middle.pop() if anchored else ""
            inner = tuple(piece for piece in middle if piece)
            longest = max(first, last, *inner, key=len)
            wilds.append(_Wild(score, longest, first, inner, last))
    ordered = sorted(prefixes)
    parents, scores = _chained(ordered, prefixes)
    return Rules(
        crawl_delay_s=crawl_delay_s,
        sitemaps=sitemaps,
        allows_all=all(score & 1 for score in rules.values()),
        exact=exact,
        prefixes=tuple(ordered),
        scores=tuple(scores),
        parents=tuple(parents),
        wilds=tuple(sorted(wilds, reverse=True)),
        size=sum(len(text) + _RULE_BYTES for text, _ in rules)
        + sum(len(url) + _RULE_BYTES for url in sitemaps),
    )


def _chained(ordered: list[str], own: dict[str, int]) -> tuple[list[int], list[int]]:
    parents: list[int] = []
    scores: list[int] = []
    for at, prefix in enumerate(ordered):
        parent = at - 1
        while parent >= 0 and not prefix.startswith(ordered[parent]):
            parent = parents[parent]
        parents.append(parent)
        scores.append(max(own[prefix], scores[parent] if parent >= 0 else 1))
    return parents, scores


def _fits(wild: _Wild, path: str) -> bool:
    if not path.startswith(wild.first):
        return False
    at = len(wild.first)
    # The leftmost place for each piece leaves the most room for those behind it.
    for piece in wild.middle:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return len(path) - len(wild.last) >= at and path.endswith(wild.last)
