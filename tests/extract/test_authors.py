from collections.abc import Callable

import pytest

from extract.page import Page
from extract.statements.structured import graph
from extract.stories.authors import authors
from extract.stories.bylines import names

PageOf = Callable[..., Page]
TITLE = "<title>Rain in the north</title><meta property='og:type' content='article'>"
H1 = "<h1>Rain in the north</h1>"


def _authors(page: Page) -> tuple[str, ...]:
    return authors(page, graph(page))


def _stated(author: str) -> str:
    node = f'{{"@type": "NewsArticle", "headline": "Rain", "author": {author}}}'
    return f'{TITLE}<script type="application/ld+json">{node}</script>'


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("By Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("By Ann Lee, Bo Ek and Cy Or", ["Ann Lee", "Bo Ek", "Cy Or"]),
        ("Von Anna Groß und Jörg Klein", ["Anna Groß", "Jörg Klein"]),
        ("Par Zoé Petit", ["Zoé Petit"]),
        ("Por María Pérez y José Gil", ["María Pérez", "José Gil"]),
        ("Di Luca Rossi", ["Luca Rossi"]),
        ("Written by: Ann Lee | May 3, 2024", ["Ann Lee"]),
        ("By Ann Lee, Senior Editor", ["Ann Lee"]),
        ("By John A. Smith - Mar 27, 2024", ["John A. Smith"]),
        ("Ann Lee, Jr.", ["Ann Lee, Jr"]),
        ("홍길동 기자", ["홍길동"]),
        ("文：田中太郎", ["田中太郎"]),
        ("By staff", []),
        ("By ann@news.test", []),
        ("https://news.test/ann", []),
        ("Reviewed by Ann Lee", []),
    ],
)
def test_a_byline_holds_names(line: str, found: list[str]) -> None:
    assert names(line) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Di Stefano", ["Di Stefano"]),
        ("George Best", ["George Best"]),
        ("Lee, Ann B.", ["Ann B. Lee"]),
        ("by Ann Lee, Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Ann Lee, Senior Editor", ["Ann Lee"]),
        ("admin", []),
    ],
)
def test_a_stated_name_is_taken_as_it_is(value: str, found: list[str]) -> None:
    assert names(value, strict=False) == found


def test_what_the_article_states_is_signed(page_of: PageOf) -> None:
    head = _stated('[{"name": "Ann Lee"}, {"name": "Bo Ek"}]')
    assert _authors(page_of(H1, head)) == ("Ann Lee", "Bo Ek")


def test_an_author_elsewhere_is_followed(page_of: PageOf) -> None:
    person = '{"@type": "Person", "@id": "#ann", "name": "Ann Lee"}'
    head = _stated('{"@id": "#ann"}') + (
        f'<script type="application/ld+json">{person}</script>'
    )
    assert _authors(page_of(H1, head)) == ("Ann Lee",)


def test_a_byline_goes_before_the_site_s_own_name(page_of: PageOf) -> None:
    head = _stated('{"@type": "Organization", "name": "Daily"}') + (
        '<meta property="og:site_name" content="Daily">'
    )
    page = page_of(f"{H1}<p class='byline'>By Ann Lee</p>", head)
    assert _authors(page) == ("Ann Lee",)


def test_a_meta_tag_names_the_author_of_an_article(page_of: PageOf) -> None:
    head = f'{TITLE}<meta name="author" content="Ann Lee">'
    assert _authors(page_of(H1, head)) == ("Ann Lee",)


def test_who_wrote_a_comment_did_not_sign_the_page(page_of: PageOf) -> None:
    filler = "<p>word</p>" * 20
    comment = "<div class=comments><b class=author>Ann Lee</b></div>"
    assert _authors(page_of(f"{H1}{filler}{comment}", TITLE)) == ()


def test_a_page_that_is_no_article_is_signed_by_nobody(page_of: PageOf) -> None:
    page = page_of(f"{H1}<a href='/team/ann'>Ann Lee</a>", "<title>Rain</title>")
    assert _authors(page) == ()


def test_a_page_of_another_kind_is_signed_by_nobody(page_of: PageOf) -> None:
    page = page_of(H1, _stated('{"name": "Ann Lee"}'))
    assert authors(page, graph(page), kind="product") == ()
