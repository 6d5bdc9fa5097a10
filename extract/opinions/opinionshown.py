"""Reviews and posts in what a page shows: blocks that bear one name and come again.

Forums and shops call each block what it is (post, comment, message, review), whatever
engine made them. Of all such names the one is taken whose blocks hold, one by one, an
author, a time and a text.
"""

import re
from collections import Counter
from datetime import datetime

import numpy as np

from extract.markup import grow as g
from extract.markup.tree import Tree
from extract.opinions.opinionblocks import LEAST_REMARKS, Blocks
from extract.opinions.post import Post
from extract.page import Page
from extract.stories.called import Naming, called, naming

# Each name has one of the words in front of its pattern.
_BLOCK = naming(
    "post comment message repl review answer question topic discussion thread testimonial"
    " opinion feedback entry beitrag kommentar bewertung avis recensi",
    r"post|comment|message|repl(?:y|ies)|review|answer|question|topic|discussion|thread"
    r"|testimonial|opinion|feedback|entry|beitrag|kommentar|bewertung|avis|opinione|recensi",
)
_REVIEW = re.compile(r"review|testimonial|bewertung|avis|opini|recensi|feedback|rating")
_REMARK = naming(
    "comment repl review answer testimonial kommentar bewertung opinione recensi",
    r"comment|repl(?:y|ies)|review|answer|testimonial|kommentar|bewertung|opinione|recensi",
)
_DIGITS = re.compile(r"\d+")
_MOST, _MOST_NAMES, _TRIED = 500, 400, 14
_HIGHEST = 4
_MOST_WORDS = 400


def shown_posts(
    page: Page, now: datetime | None = None, *, is_thread: bool = True
) -> list[Post]:
    """Return the posts of the blocks that look most like posts.

    On a page that is no thread only blocks that are called comments or reviews count: there
    a `post` is the page's own text, or a teaser of another.
    """
    tree = page.nodes
    blocks = Blocks(page, now)
    best: list[Post] = []
    highest, first = 0.0, tree.size
    block, least = (_BLOCK, 1) if is_thread else (_REMARK, LEAST_REMARKS)
    read = blocks.posts if is_thread else blocks.remarks
    for name, nodes in _groups(tree, block, least):
        posts = read(nodes, is_review=bool(_REVIEW.search(name)))
        score = sum(_score(post) for post in posts)
        if score > highest:
            best, highest, first = posts, score, nodes[0]
    opener = blocks.opener(page, first) if is_thread else None
    return [opener, *best] if opener is not None else best


def _score(post: Post) -> float:
    """Many blocks with little each are worth more than one with all of it."""
    many = min(len((post.text or "").split()), _MOST_WORDS)
    return many**0.5 * (0.2 + (post.author is not None) + (post.date is not None))


def _groups(tree: Tree, block: Naming, least: int) -> list[tuple[str, list[int]]]:
    """Return the parts that bear a name like `post` or `comment-17`, name by name.

    Names that fewer than `least` bear are left out.
    """
    found: dict[str, list[int]] = {}
    for name, nodes in called(tree).groups(block):
        for token in dict.fromkeys(_DIGITS.sub("#", name).split()[:12]):
            if block.pattern.search(token) and len(found) < _MOST_NAMES:
                found.setdefault(token, []).extend(nodes)
    many = Counter({token: len(nodes) for token, nodes in found.items()})
    groups: dict[tuple[int, ...], str] = {}
    for token, _ in many.most_common(2 * _TRIED):
        nodes = sorted(set(found[token]))[:_MOST]
        if len(nodes) < least:
            continue
        for blocks in (nodes, _risen(tree, nodes)):
            groups.setdefault(tuple(blocks), token)
    return [(token, list(nodes)) for nodes, token in groups.items()][: 2 * _TRIED]


def _risen(tree: Tree, nodes: list[int]) -> list[int]:
    """Return the elements around `nodes` as far out as there is one for each.

    Forums laid out as tables have the author in one cell and the text in another.
    """
    best = np.array(nodes, np.int64)
    for _ in range(_HIGHEST if len(nodes) > 1 else 0):
        outer = tree.nodes[best, g.PARENT]
        # They stand side by side, none inside of another.
        if outer.min() < 0 or (tree.nodes[outer[:-1], g.END] > outer[1:]).any():
            break
        best = outer
    return best.tolist()
