from datetime import UTC, datetime

from extract.sites.sitearticle import with_site_article
from extract.sites.siteobjects import SiteReading


def test_a_page_object_makes_an_article() -> None:
    given = {
        "headline": "Lamps",
        "authors": ["Ada"],
        "datePublished": "2026-10-01T10:00:00+02:00",
        "dateModified": "2026-10-02",
    }
    found = with_site_article(None, SiteReading("Blog", given))
    assert found is not None
    assert (found.headline, found.authors, found.text) == ("Lamps", ["Ada"], "")
    assert found.published_at == datetime(2026, 10, 1, 8, tzinfo=UTC)
    assert found.modified_at == datetime(2026, 10, 2, tzinfo=UTC)


def test_what_it_gives_goes_before_what_was_found() -> None:
    first = with_site_article(None, SiteReading("Blog", {"articleBody": "Long."}))
    found = with_site_article(first, SiteReading("Blog", {"articleBody": "Short."}))
    assert found is not None
    assert (found.text, found.confidence) == ("Short.", 1.0)


def test_a_date_alone_makes_no_article() -> None:
    reading = SiteReading("Blog", {"datePublished": "2026-10-01"})
    assert with_site_article(None, reading) is None
