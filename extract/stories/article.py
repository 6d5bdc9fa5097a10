"""The text of a page with who wrote it and when; what the page does not say stays empty."""

from datetime import UTC, datetime, time

import msgspec

from extract.page import Page
from extract.statements.structured import Graph
from extract.stories.authors import authors
from extract.stories.dates import Dated, modified, published
from extract.stories.headline import headline
from extract.text.maintext import MainText


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """What one page says at length; `confidence` is of its text."""

    headline: str | None
    text: str
    authors: list[str]
    published_at: datetime | None
    modified_at: datetime | None
    confidence: float


def article(
    page: Page, graph: Graph, text: MainText, kind: str, now: datetime | None
) -> Article | None:
    """Return the text of `page` with its facts; None where there is no text."""
    if not text.text:
        return None
    title = headline(page, graph)
    return Article(
        headline=title.value if title else page.title,
        text=text.text,
        authors=list(authors(page, graph, kind=kind)),
        published_at=_moment(published(page, graph, kind=kind, now=now)),
        modified_at=_moment(modified(page, graph, kind=kind, now=now)),
        confidence=text.confidence,
    )


def _moment(dated: Dated | None) -> datetime | None:
    """Return a day as its first moment in UTC."""
    if dated is None:
        return None
    if isinstance(dated.value, datetime):
        return dated.value
    return datetime.combine(dated.value, time(), UTC)
