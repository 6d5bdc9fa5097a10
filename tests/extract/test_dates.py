from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from extract.page import Page
from extract.statements.structured import graph
from extract.stories.dates import modified, published
from extract.stories.datetext import ago, stamp, written

PageOf = Callable[..., Page]
URL = "https://news.test/rain-comes-to-the-north"
TITLE = "<title>Rain comes to the north</title>"
H1 = "<h1>Rain comes to the north</h1>"


def _published(page: Page) -> date | None:
    found = published(page, graph(page))
    return found.day if found else None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("May 17, 2024", "en"),
        ("17 May 2024 at 4:05 PM", "en"),
        ("5/17/2024", "en"),
        ("17/5/2024", "fr"),
        ("17.05.2024", "de"),
        ("17. Mai 2024", "de"),
        ("17 mai 2024", "fr"),
        ("17 de mayo de 2024", "es"),
        ("17 maja 2024", "pl"),
        ("17 мая 2024 г.", "ru"),
        ("2024年5月17日", "ja"),
        ("2024. 5. 17.", "ko"),
        ("2024-05-17T23:30:00-04:00", None),
        ("Fri, 17 May 2024 10:00:00 GMT", None),
        ("20240517", None),
        ("1715947200", None),
    ],
)
def test_a_day_is_read_as_its_language_writes_it(
    text: str, language: str | None
) -> None:
    found = stamp(text, language)
    assert found is not None
    assert found.day == date(2024, 5, 17)


@pytest.mark.parametrize("text", ["Windows 10 2024", "2024-02-30", "99/99/2024", "1.2"])
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert list(written(text, "en")) == []


@pytest.mark.parametrize("between", [0, 30, 60, 500])
def test_each_date_of_a_long_text_is_read_whole(between: int) -> None:
    first, last = "17. de septiembre de 2024, 10:45:07 PM +02:00", "3/4/24"
    text = "word 7 " * 20 + first + " and" * (between // 4) + " " + last + " word" * 30
    assert [one.raw for one in written(text, "es")] == [first, last]


def test_order_of_day_and_month_is_the_language_s() -> None:
    english, french = stamp("3/4/2024", "en"), stamp("3/4/2024", "fr")
    assert english is not None
    assert french is not None
    assert (english.day, french.day) == (date(2024, 3, 4), date(2024, 4, 3))


def test_a_moment_is_in_utc_beside_the_day_as_written() -> None:
    found = stamp("2024-05-17T23:30:00-04:00")
    assert found is not None
    assert found.value == datetime(2024, 5, 18, 3, 30, tzinfo=UTC)


def test_a_relative_date_counts_from_the_fetch() -> None:
    found = ago("posted 3 days ago", datetime(2024, 5, 17, tzinfo=UTC))
    assert found is not None
    assert found.day == date(2024, 5, 14)


def test_what_the_article_states_goes_before_what_stands_about(page_of: PageOf) -> None:
    stated = '{"@type": "NewsArticle", "datePublished": "2024-05-17T08:00:00Z"}'
    head = f'{TITLE}<script type="application/ld+json">{stated}</script>'
    page = page_of(f"{H1}<p>3 June 2024</p>", head, URL)
    assert _published(page) == date(2024, 5, 17)


def test_a_date_below_the_heading_is_the_article_s(page_of: PageOf) -> None:
    page = page_of(
        f"{H1}<p class='post-date'>May 17, 2024</p>", TITLE, "https://a.test/a-b-c-d-e"
    )
    assert _published(page) == date(2024, 5, 17)


def test_a_date_in_a_comment_or_a_teaser_is_not(page_of: PageOf) -> None:
    filler = "<p>word</p>" * 20
    body = f"{H1}{filler}<div class=comments><time>May 17, 2024</time></div>"
    related = "<div class=related-posts><time>May 17, 2024</time></div>"
    assert _published(page_of(body + related, TITLE, URL)) is None


def test_a_page_that_says_no_date_has_none(page_of: PageOf) -> None:
    assert (
        _published(page_of(f"{H1}<p>© 2024. Call 17 05 2024 33.</p>", TITLE, URL))
        is None
    )


def test_the_kind_of_a_page_raises_or_lowers_trust(page_of: PageOf) -> None:
    page = page_of(f"{H1}<time>May 17, 2024</time>", TITLE, URL)
    article = published(page, graph(page), kind="article")
    product = published(page, graph(page), kind="product")
    assert article is not None
    assert product is None or product.confidence < article.confidence


def test_a_date_on_a_shop_s_front_page_is_not_likely_enough(page_of: PageOf) -> None:
    page = page_of(f"{H1}<p>Sale ends May 17, 2024</p>", TITLE, "https://shop.test/")
    assert published(page, graph(page), kind="product") is None


def test_an_update_is_when_the_page_was_modified(page_of: PageOf) -> None:
    head = TITLE + (
        '<meta property="article:published_time" content="2024-05-17">'
        '<meta property="article:modified_time" content="2024-06-01">'
    )
    page = page_of(H1, head, URL)
    found = modified(page, graph(page))
    assert found is not None
    assert found.day == date(2024, 6, 1)
    assert _published(page) == date(2024, 5, 17)
