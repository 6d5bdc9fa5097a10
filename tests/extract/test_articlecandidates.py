from collections.abc import Callable

from extract.page import Page
from extract.sites.siteobjects import NOTHING, SiteReading
from extract.statements.structured import graph
from extract.stories.articlecandidates import article_candidates

HEAD = """<title>How we test lamps - The Lab</title><meta name=author content="Ada Byron">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"How we test lamps",
"author":{"@type":"Person","name":"Ada Byron"},"datePublished":"2026-10-01T08:00:00Z"}
</script>"""
BODY = "<h1>How we test lamps</h1><p>By Ada Byron</p><time datetime=2026-09-01>Sep 1</time>"
TOLD = {
    "headline": "How we test lamps",
    "authors": ["Ada Byron"],
    "published_at": "2026-10-01T08:00:00Z",
    "modified_at": None,
}


def found(page: Page, site: SiteReading = NOTHING):
    return article_candidates(page, graph(page), TOLD, "article", site)


def test_what_is_told_of_an_article_goes_first(page_of: Callable[..., Page]) -> None:
    rows = found(page_of(BODY, HEAD))
    first = {name: row[0] for name, row in rows.items()}
    assert {one.value for one in first.values()} == {
        "How we test lamps",
        "Ada Byron",
        "2026-10-01T08:00:00Z",
    }
    assert all(one.is_told for one in first.values())


def test_other_days_of_an_article_follow(page_of: Callable[..., Page]) -> None:
    days = found(page_of(BODY, HEAD))["published_at"]
    assert [one.value for one in days] == ["2026-10-01T08:00:00Z", "2026-09-01"]
    assert days[0].confidence > days[1].confidence


def test_a_page_object_goes_before_a_found_headline(
    page_of: Callable[..., Page],
) -> None:
    site = SiteReading("Lab", {"headline": "How we test lamps"})
    first = found(page_of(BODY, HEAD), site)["headline"][0]
    assert (first.source, first.path) == ("site", "Lab.headline")
