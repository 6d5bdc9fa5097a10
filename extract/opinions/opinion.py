"""Reviews and forum posts as rows; who wrote them is a keyed hash, never a name."""

from datetime import UTC, datetime, time
from urllib.parse import urlsplit

import msgspec

from extract.opinions.hiding import Hiding, author_hash
from extract.opinions.opinionshown import shown_posts
from extract.opinions.opinionstated import stated_posts
from extract.opinions.post import Post
from extract.page import Page
from extract.statements.structured import Graph

MOST = 500
_THREADS = ("DiscussionForumPosting", "QAPage")


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """One review or post: stars from 0 to 5, the words, whose, and when in UTC."""

    rating: float | None
    text: str | None
    author_hash: str | None
    posted_at: datetime | None
    is_review: bool


def opinions(
    page: Page,
    graph: Graph,
    hiding: Hiding,
    *,
    kind: str | None = None,
    now: datetime | None = None,
) -> list[Opinion]:
    """Return what people say on `page`, less what those said who are left out."""
    is_thread = kind == "forum" or (kind is None and bool(graph.of(*_THREADS)))
    stated = stated_posts(graph)
    shown = shown_posts(page, now, is_thread=is_thread)
    reviews = _fuller(stated, shown, is_review=True)
    posts = _fuller(stated, shown, is_review=False)
    host = urlsplit(page.url).hostname or ""
    return [
        _opinion(post, host, hiding.salt)
        for post in (*reviews, *posts)[:MOST]
        if not hiding.is_erased(post.author, host)
    ]


def _fuller(stated: list[Post], shown: list[Post], *, is_review: bool) -> list[Post]:
    """Return the source that holds more words; machines are often told a part."""
    told = [post for post in stated if post.is_review == is_review]
    seen = [post for post in shown if post.is_review == is_review]
    return max(
        told, seen, key=lambda posts: sum(len(post.text or "") for post in posts)
    )


def _opinion(post: Post, host: str, salt: bytes) -> Opinion:
    return Opinion(
        rating=post.rating,
        text=post.text,
        author_hash=author_hash(post.author, host, salt) if post.author else None,
        posted_at=_moment(post),
        is_review=post.is_review,
    )


def _moment(post: Post) -> datetime | None:
    if post.date is None:
        return None
    return post.date.moment or datetime.combine(post.date.day, time(), UTC)
