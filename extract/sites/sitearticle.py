"""What a page object gives, put over the article that was found without it."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from extract.sites.siteobjects import SiteReading
from extract.sites.siteproduct import SURE
from extract.stories.article import Article

_NAMES = {
    "headline": "headline",
    "articleBody": "text",
    "authors": "authors",
    "datePublished": "published_at",
    "dateModified": "modified_at",
}
_NONE = Article(
    headline=None,
    text="",
    authors=[],
    published_at=None,
    modified_at=None,
    confidence=SURE,
)


def with_site_article(found: Article | None, site: SiteReading) -> Article | None:
    """Return `found` with what `site` gives; a headline or a text makes an article."""
    given = {
        own: site.values[name] for name, own in _NAMES.items() if name in site.values
    }
    if not given or (found is None and not given.keys() & {"headline", "text"}):
        return found
    changes: dict[str, Any] = {
        name: _moment(value) if name.endswith("_at") else value
        for name, value in given.items()
    }
    if "text" in given:
        changes["confidence"] = SURE
    return msgspec.structs.replace(found or _NONE, **changes)


def _moment(text: Any) -> datetime:
    """Return a day or moment as a moment in UTC; without a zone it is in UTC."""
    said = datetime.fromisoformat(str(text))
    return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
