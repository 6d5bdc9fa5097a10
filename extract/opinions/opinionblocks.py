"""One review or post in what a page shows: its author, its time, its words and its stars."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

import numpy as np

from extract.markup import grow as g
from extract.opinions.opinionscale import said_rating, stars
from extract.opinions.post import Post
from extract.page import Page
from extract.statements.words import number
from extract.stories.authors import CALLED, profile_links
from extract.stories.bylines import handle
from extract.stories.called import Called, called, naming, seen_at
from extract.stories.dateplaces import NAMED, language_of
from extract.stories.datetext import Written, ago, stamp, written
from extract.stories.headline import heading

# One remark is the sum of all, or what the page says of itself.
LEAST_REMARKS = 2
# Each name has one of the words in front of its pattern.
_BODY = naming(
    "body content text message bbwrapper cooked md prose copy desc inner msg",
    r"(?<![a-z])(?:body|content|text|message|bbwrapper|cooked|md|prose|copy|description|desc|inner"
    r"|usertext|postbody|reviewbody|articlebody|bodytext|msg)(?![a-z])|post_message|postcontent"
    r"|(?:post|comment|message|review|answer)[-_]?(?:body|content|text|message|description)",
)
_RATED = naming(
    "rating star score rated bewertung",
    r"(?<![a-z])(?:rating|stars?|score|ratingvalue|rated|bewertung)(?![a-z])",
)
_STYLE = re.compile(r"width:\s?(\d{1,3})(?:\.\d+)?%")
_MOST, _MOST_PARTS = 500, 60
_LEAST_OPENER = 15
_LEAST_WORDS, _MOST_CHARS = 3, 20_000
# So much of the longest part called a body has to be in the one that is taken.
_MOST_OF_BODY = 0.5
_LINE = 80
_EDGE = 240


class Blocks:
    """Reads blocks of one page; what lies where is looked up when first asked for."""

    def __init__(self, page: Page, now: datetime | None) -> None:
        """Take a page that was fetched at `now`, for dates like `2 days ago`."""
        self._tree, self._now = page.nodes, now
        self._language = language_of(page)
        self._called: Called = called(page.nodes)
        self._authors_of: dict[tuple[int, int], str | None] = {}
        self._posts: dict[tuple[int, int, bool], Post | None] = {}

    @cached_property
    def _authors(self) -> list[int]:
        return self._called.like(CALLED)

    @cached_property
    def _links(self) -> list[int]:
        return profile_links(self._tree)

    @cached_property
    def _times(self) -> list[int]:
        times = {*self._tree.all("time"), *self._tree.having("datetime")}
        return sorted(times.union(self._called.like(NAMED)))

    @cached_property
    def _bodies(self) -> list[int]:
        return self._called.like(_BODY)

    @cached_property
    def _rated(self) -> list[int]:
        return self._called.like(_RATED)

    def remarks(self, nodes: list[int], *, is_review: bool) -> list[Post]:
        """Return the posts in blocks that name somebody, and a time or a rating."""
        named = [span for span in self._spans(nodes) if self._author(*span)]
        if len(named) < LEAST_REMARKS:
            return []
        read = (self._post(*span, is_review=is_review) for span in named)
        posts = [post for post in read if post is not None and _is_remark(post)]
        return posts if len(posts) >= LEAST_REMARKS else []

    def _spans(self, nodes: list[int]) -> Iterator[tuple[int, int]]:
        """Yield where each block begins and ends, without those inside of it."""
        for k, node in enumerate(nodes[:_MOST]):
            end = self._tree.end(node)
            # A reply inside a post is one of its own.
            inner = nodes[k + 1] if k + 1 < len(nodes) and nodes[k + 1] < end else end
            yield node, inner

    def posts(self, nodes: list[int], *, is_review: bool) -> list[Post]:
        """Return the posts in blocks, each without those inside of it."""
        read = (self._post(*span, is_review=is_review) for span in self._spans(nodes))
        found = [post for post in read if post is not None]
        told = [post for post in found if post.author or post.date]
        # What stands among posts in a block like theirs is one, of a guest perhaps.
        return found if 2 * len(told) >= len(found) else told

    def opener(self, page: Page, first: int) -> Post | None:
        """Return what stands between the heading and the `first` block of another shape."""
        top, tree = heading(page), self._tree
        if top is None or top.node >= first:
            return None
        aside = called(tree).is_aside
        parts = [
            part
            for part in _between(self._bodies, top.node, first)[:_MOST_PARTS]
            if tree.end(part) <= first and not aside(part)
        ]
        text = self._deepest(parts, first)
        if len(text.split()) < _LEAST_OPENER:
            return None
        low = max(0, top.node - _MOST_PARTS)
        date = self._date(low, first, "")
        return Post(text=text[:_MOST_CHARS], author=self._author(low, first), date=date)

    def _post(self, node: int, end: int, *, is_review: bool) -> Post | None:
        # Blocks that bear several names come again.
        key = node, end, is_review
        if key not in self._posts:
            self._posts[key] = self._read(node, end, is_review=is_review)
        return self._posts[key]

    def _read(self, node: int, end: int, *, is_review: bool) -> Post | None:
        whole = self._lines(node, end)
        if len(whole.split()) < _LEAST_WORDS:
            return None
        author = self._author(node, end)
        date = self._date(node, end, whole)
        body = self._body(node, end)
        if author or date:
            body = body or self._rest(whole, author, date)
        rating = self._rating(node, end, whole) if is_review else None
        if not body and rating is None:
            return None
        return Post(
            text=body[:_MOST_CHARS] or None,
            author=author,
            date=date,
            rating=rating,
            is_review=is_review,
        )

    def _lines(self, node: int, end: int) -> str:
        at, stop = seen_at(self._tree, node), seen_at(self._tree, end)
        stop = min(stop, at + 4 * _MOST_CHARS)
        return self._tree.seen[at:stop].decode("utf-8", "ignore").strip()

    def _author(self, node: int, end: int) -> str | None:
        key = node, end
        if key not in self._authors_of:
            self._authors_of[key] = self._find_author(node, end)
        return self._authors_of[key]

    def _find_author(self, node: int, end: int) -> str | None:
        for parts in (self._authors, self._links):
            for part in _between(parts, node, end)[:_MOST_PARTS]:
                first = self._begin(part).partition("\n")[0]
                found = handle(first) if 0 < len(first) <= _LINE else None
                if found:
                    return found
        return None

    def _begin(self, part: int) -> str:
        """Return how the text of a part begins, however long it is."""
        at, stop = (
            seen_at(self._tree, part),
            seen_at(self._tree, self._tree.end(part)),
        )
        shown = self._tree.seen[at : min(stop, at + 4 * _LINE)]
        return shown.decode("utf-8", "ignore").strip()

    def _date(self, node: int, end: int, whole: str) -> Written | None:
        for part in _between(self._times, node, end)[:_MOST_PARTS]:
            for name in ("datetime", "content", "title"):
                given = self._tree.attribute(part, name)
                date = stamp(given, self._language) if given else None
                if date is not None:
                    return date
            date = next(written(self._begin(part)[:_LINE], self._language), None)
            if date is not None:
                return date
        date = next(written(whole[:_EDGE], self._language), None)
        return date or (ago(whole[:_EDGE], self._now) if self._now else None)

    def _body(self, node: int, end: int) -> str:
        """Return the text of the deepest part that is called a body and holds most of it."""
        parts = _between(self._bodies, node + 1, end)[:_MOST_PARTS]
        return self._deepest(parts, end)

    def _deepest(self, parts: list[int], end: int) -> str:
        """Return the text of the last part that is large enough; none goes past `end`."""
        if not parts:
            return ""
        rows = self._tree.nodes
        stops = np.minimum(rows[parts, g.END], end)
        sizes = rows[stops, g.SEEN_AT] - rows[parts, g.SEEN_AT]
        deep = np.flatnonzero(sizes >= max(1, _MOST_OF_BODY * sizes.max()))
        if not len(deep):
            return ""
        return " ".join(self._lines(parts[deep[-1]], int(stops[deep[-1]])).split())

    def _rest(self, whole: str, author: str | None, date: Written | None) -> str:
        """Return what a block says beside its author, its time, and its buttons."""
        told = {author, date.raw if date else None}
        lines = [line for line in whole.split("\n") if line.strip() not in told]
        while lines and len(lines[0].split()) < _LEAST_WORDS:
            lines.pop(0)
        while lines and len(lines[-1].split()) < _LEAST_WORDS:
            lines.pop()
        text = " ".join(" ".join(lines).split())
        for one in (author, date.raw if date else None):
            text = text.removeprefix(one or "").lstrip(" ,·•|-")
        return text

    def _rating(self, node: int, end: int, whole: str) -> float | None:
        for part in _between(self._rated, node, end)[:_MOST_PARTS]:
            given = self._tree.attributes(part)
            for name in ("content", "data-rating", "data-score", "data-rating-value"):
                found = stars(number(given.get(name)), None)
                if found is not None:
                    return found
            wide = _STYLE.search(given.get("style", ""))
            said = " ".join((given.get("aria-label", ""), given.get("title", "")))
            found = said_rating(f"{said} {self._begin(part)[:_LINE]}")
            if found is not None:
                return found
            if wide:
                return stars(number(wide[1]), number("100"))
        return said_rating(whole[:_EDGE])


def _between(nodes: list[int], first: int, end: int) -> list[int]:
    """Return those of the sorted `nodes` from `first` up to `end`."""
    return nodes[bisect_left(nodes, first) : bisect_left(nodes, end)]


def _is_remark(post: Post) -> bool:
    """Return whether somebody is named, and a time or a rating given."""
    return post.author is not None and (
        post.date is not None or post.rating is not None
    )
