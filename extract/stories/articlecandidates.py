"""Every headline, author and date that a page offers, and why one of each is told.

Days are weighed one by one; headlines and authors are taken from the first place, in the
order of trust, that has any.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from extract.goods.candidates import Candidate, ranked
from extract.goods.sighting import Sighting
from extract.page import Page
from extract.sites.siteobjects import SiteReading
from extract.sites.siteproduct import site_sightings
from extract.statements.structured import Graph
from extract.stories.authors import signatures
from extract.stories.dateplaces import Place, places
from extract.stories.dates import confidence, traits
from extract.stories.headline import headline

_FIELDS = ("headline", "authors", "published_at", "modified_at")
_OF_SITE = {
    "headline": "headline",
    "authors": "authors",
    "datePublished": "published_at",
    "dateModified": "modified_at",
}
_DAY = len("2026-01-01")
_SURE, _UNSURE = 0.9, 0.5


def article_candidates(
    page: Page, graph: Graph, article: Mapping[str, Any], kind: str, site: SiteReading
) -> dict[str, list[Candidate]]:
    """Return the candidates for the fields of `article`, the one that is told first."""
    told = {name: _text(article.get(name)) for name in _FIELDS}
    found: dict[str, list[Sighting]] = {name: [] for name in _FIELDS}
    for one in site_sightings(site):
        if one.field in _OF_SITE:
            found[_OF_SITE[one.field]].append(one)
    for one in [*_names(page, graph), *_dates(page, graph, kind)]:
        found[one.field].append(_spelt(one, told[one.field]))
    rows = {name: ranked(name, found[name], told[name], _SURE) for name in _FIELDS}
    return {name: row for name, row in rows.items() if row}


def _text(value: Any) -> str | None:
    return ", ".join(value) if isinstance(value, list) else value


def _spelt(one: Sighting, told: str | None) -> Sighting:
    """Return a day as the moment that is told, where it is of that day."""
    if told and one.field.endswith("_at") and told[:_DAY] == one.value:
        return _sighting(one.field, told, one)
    return one


def _names(page: Page, graph: Graph) -> Iterator[Sighting]:
    title = headline(page, graph)
    if title is not None:
        yield _sighting("headline", title.value, title)
    for source, raw in (
        ("title", page.title),
        ("og:title", page.meta("og:title", "twitter:title")),
    ):
        if raw:
            yield _plain("headline", raw, source, _UNSURE)
    for signed in signatures(page, graph):
        if signed.names:
            sure = _SURE if signed.sure else _UNSURE
            yield _plain("authors", ", ".join(signed.names), signed.source, sure)


def _dates(page: Page, graph: Graph, kind: str) -> Iterator[Sighting]:
    found = places(page, graph)
    best: dict[tuple[str, str], Sighting] = {}
    for place in found:
        one = _of_place(place, confidence(traits(page, graph, found, place, kind)))
        known = best.get((one.field, one.value))
        if known is None or one.confidence > known.confidence:
            best[one.field, one.value] = one
    yield from sorted(best.values(), key=lambda one: -one.confidence)


def _of_place(place: Place, sure: float) -> Sighting:
    return Sighting(
        field="modified_at" if place.changed else "published_at",
        value=place.date.day.isoformat(),
        raw=place.date.raw,
        source=place.source,
        path=place.path,
        confidence=round(sure, 3),
    )


def _plain(field: str, value: str, source: str, sure: float) -> Sighting:
    return Sighting(field=field, value=value, raw=value, source=source, confidence=sure)


def _sighting(field: str, value: str, one: Sighting) -> Sighting:
    return Sighting(
        field=field,
        value=value,
        raw=one.raw,
        source=one.source,
        path=one.path,
        confidence=one.confidence,
    )
