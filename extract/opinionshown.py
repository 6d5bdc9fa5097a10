"""Reviews and posts in what a page shows: blocks that bear one name and come again.

Forums and shops call each block what it is (post, comment, message, review), whatever
engine made them. Of all such names the one is taken whose blocks hold, one by one, an
author, a time and a text.
"""

import re
from bisect import bisect_left
from collections import Counter
from datetime import datetime

from extract.authors import CALLED, profile_links
from extract.bylines import handle
from extract.called import Called, called, seen_at
from extract.dateplaces import NAMED, language_of
from extract.datetext import Written, ago, stamp, written
from extract.headline import heading
from extract.opinionscale import said_rating, stars
from extract.page import Page
from extract.post import Post
from extract.tree import Tree
from extract.words import number

_BLOCK = re.compile(
    r"post|comment|message|repl(?:y|ies)|review|answer|question|topic|discussion|thread"
    r"|testimonial|opinion|feedback|entry|beitrag|kommentar|bewertung|avis|opinione|recensi"
)
_REVIEW = re.compile(r"review|testimonial|bewertung|avis|opini|recensi|feedback|rating")
_BODY = re.compile(
    r"(?<![a-z])(?:body|content|text|message|bbwrapper|cooked|md|prose|copy|description|desc|inner"
    r"|usertext|postbody|reviewbody|articlebody|bodytext|msg)(?![a-z])|post_message|postcontent"
    r"|(?:post|comment|message|review|answer)[-_]?(?:body|content|text|message|description)"
)
_REMARK = re.compile(
    r"comment|repl(?:y|ies)|review|answer|testimonial|kommentar|bewertung|opinione|recensi"
)
_RATED = re.compile(
    r"(?<![a-z])(?:rating|stars?|score|ratingvalue|rated|bewertung)(?![a-z])"
)
_DIGITS = re.compile(r"\d+")
_STYLE = re.compile(r"width:\s?(\d{1,3})(?:\.\d+)?%")
_MOST, _MOST_NAMES, _TRIED = 500, 400, 14
_HIGHEST = 4
_MOST_PARTS = 60
_LEAST_OPENER = 15
_LEAST_WORDS, _MOST_WORDS, _MOST_CHARS = 3, 400, 20_000
# So much of the longest part called a body has to be in the one that is taken.
_MOST_OF_BODY = 0.5
_LINE = 80
_EDGE = 240


def shown_posts(
    page: Page, now: datetime | None = None, *, is_thread: bool = True
) -> list[Post]:
    """Return the posts of the blocks that look most like posts.

    On a page that is no thread only blocks that are called comments or reviews count: there
    a `post` is the page's own text, or a teaser of another.
    """
    tree = page.nodes
    reader = _Reader(page, now)
    best: list[Post] = []
    highest, first = 0.0, tree.size
    for name, nodes in _groups(tree, _BLOCK if is_thread else _REMARK):
        posts = reader.posts(nodes, is_review=bool(_REVIEW.search(name)))
        if not is_thread:
            posts = [post for post in posts if _is_remark(post)]
            # A single one is the sum of all, or what the page says of itself.
            posts = posts if len(posts) > 1 else []
        score = sum(_score(post) for post in posts)
        if score > highest:
            best, highest, first = posts, score, nodes[0]
    opener = reader.opener(page, first) if is_thread else None
    return [opener, *best] if opener is not None else best


def _is_remark(post: Post) -> bool:
    """Return whether somebody is named, and a time or a rating given."""
    return post.author is not None and (
        post.date is not None or post.rating is not None
    )


def _score(post: Post) -> float:
    """Many blocks with little each are worth more than one with all of it."""
    many = min(len((post.text or "").split()), _MOST_WORDS)
    return many**0.5 * (0.2 + (post.author is not None) + (post.date is not None))


def _groups(tree: Tree, block: re.Pattern[str]) -> list[tuple[str, list[int]]]:
    """Return the parts that bear a name like `post` or `comment-17`, name by name."""
    found: dict[str, list[int]] = {}
    for name, nodes in called(tree).groups(block):
        for token in {_DIGITS.sub("#", one) for one in name.split()[:12]}:
            if block.search(token) and len(found) < _MOST_NAMES:
                found.setdefault(token, []).extend(nodes)
    many = Counter({token: len(nodes) for token, nodes in found.items()})
    groups: dict[tuple[int, ...], str] = {}
    for token, _ in many.most_common(2 * _TRIED):
        nodes = sorted(set(found[token]))[:_MOST]
        for blocks in (nodes, _risen(tree, nodes)):
            groups.setdefault(tuple(blocks), token)
    return [(token, list(nodes)) for nodes, token in groups.items()][: 2 * _TRIED]


def _risen(tree: Tree, nodes: list[int]) -> list[int]:
    """Return the elements around `nodes` as far out as there is one for each.

    Forums laid out as tables have the author in one cell and the text in another.
    """
    best = nodes
    for _ in range(_HIGHEST if len(nodes) > 1 else 0):
        outer = [tree.parent(node) for node in best]
        ends = [tree.end(node) for node in outer]
        # They stand side by side, none inside of another.
        if min(outer) < 0 or any(a > b for a, b in zip(ends, outer[1:], strict=False)):
            break
        best = outer
    return best


class _Reader:
    """Reads blocks of one page; what lies where is looked up once."""

    def __init__(self, page: Page, now: datetime | None) -> None:
        self._tree, self._now = page.nodes, now
        self._language = language_of(page)
        names_of: Called = called(page.nodes)
        self._authors = names_of.like(CALLED)
        self._links = profile_links(self._tree)
        times = {*self._tree.all("time"), *self._tree.having("datetime")}
        self._times = sorted(times.union(names_of.like(NAMED)))
        self._bodies = names_of.like(_BODY)
        self._rated = names_of.like(_RATED)

    def posts(self, nodes: list[int], *, is_review: bool) -> list[Post]:
        """Return the posts in blocks, each without those inside of it."""
        found = []
        for k, node in enumerate(nodes[:_MOST]):
            end = self._tree.end(node)
            # A reply inside a post is one of its own.
            inner = nodes[k + 1] if k + 1 < len(nodes) and nodes[k + 1] < end else end
            post = self._post(node, inner, is_review=is_review)
            if post is not None:
                found.append(post)
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
        text = self._deepest([(part, tree.end(part)) for part in parts])
        if len(text.split()) < _LEAST_OPENER:
            return None
        low = max(0, top.node - _MOST_PARTS)
        date = self._date(low, first, "")
        return Post(text=text[:_MOST_CHARS], author=self._author(low, first), date=date)

    def _post(self, node: int, end: int, *, is_review: bool) -> Post | None:
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
        return self._deepest([(part, min(self._tree.end(part), end)) for part in parts])

    def _deepest(self, parts: list[tuple[int, int]]) -> str:
        sizes = [
            seen_at(self._tree, stop) - seen_at(self._tree, part)
            for part, stop in parts
        ]
        least = max(1, _MOST_OF_BODY * max(sizes, default=0))
        deep = [part for part, size in zip(parts, sizes, strict=True) if size >= least]
        return " ".join(self._lines(*deep[-1]).split()) if deep else ""

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
