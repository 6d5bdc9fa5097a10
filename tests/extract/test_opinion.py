from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from extract.opinions.hiding import Hiding, author_hash
from extract.opinions.opinion import MOST, Opinion, opinions
from extract.opinions.opinionscale import said_rating, stars
from extract.page import Page
from extract.statements.structured import graph

PageOf = Callable[..., Page]
SALT = b"a home's own"


def _opinions(page: Page, kind: str | None = None) -> list[Opinion]:
    return opinions(page, graph(page), Hiding(SALT), kind=kind)


def _stated(node: str) -> str:
    return f'<script type="application/ld+json">{node}</script>'


def _post(author: str, text: str, day: int) -> str:
    return (
        f"<div class='post'><a class='username' href='/members/{author}'>{author}</a>"
        f"<time datetime='2024-05-{day:02}T10:00:00Z'>May {day}</time>"
        f"<div class='post-body'><p>{text}</p></div><div>Reply Report</div></div>"
    )


def test_a_review_inside_a_product_is_an_opinion(page_of: PageOf) -> None:
    review = (
        '{"@type": "Review", "author": {"name": "Ann"}, "reviewBody": "It boils.",'
        ' "datePublished": "2024-05-17", "reviewRating": {"ratingValue": "8", "bestRating": 10}}'
    )
    page = page_of("", _stated(f'{{"@type": "Product", "review": [{review}]}}'))
    assert _opinions(page) == [
        Opinion(
            rating=4.0,
            text="It boils.",
            author_hash=author_hash("Ann", "shop.test", SALT),
            posted_at=datetime(2024, 5, 17, tzinfo=UTC),
            is_review=True,
        )
    ]


def test_no_name_of_an_author_is_in_any_row(page_of: PageOf) -> None:
    page = page_of(_post("Zebedee", "Warm words here", 1) * 2)
    assert "Zebedee" not in repr(_opinions(page, "forum"))


def test_an_author_is_the_same_however_written_and_another_elsewhere() -> None:
    same = author_hash("Ann  LEE", "www.a.test", SALT)
    assert same == author_hash("ann lee", "a.test", SALT)
    assert same != author_hash("ann lee", "b.test", SALT)
    assert same != author_hash("ann lee", "a.test", b"another home's")


def test_blocks_that_come_again_are_posts(page_of: PageOf) -> None:
    body = _post("ann", "How do I boil tea?", 1) + _post("bo", "With hot water.", 2)
    first, second = _opinions(page_of(f"<h1>Tea</h1>{body}"), "forum")
    assert (first.text, second.text) == ("How do I boil tea?", "With hot water.")
    assert second.posted_at == datetime(2024, 5, 2, 10, tzinfo=UTC)
    assert second.author_hash == author_hash("bo", "shop.test", SALT)


def test_a_reply_inside_a_comment_is_one_of_its_own(page_of: PageOf) -> None:
    inner = "<div class=comment><b class=author>bo</b><time>May 2, 2024</time><p>Hot water is best.</p></div>"
    outer = f"<div class=comment><b class=author>ann</b><time>May 1, 2024</time><p>How is tea made?</p>{inner}</div>"
    first, second = _opinions(page_of(outer))
    assert "Hot" not in (first.text or "")
    assert second.text == "Hot water is best."


def test_author_and_text_may_lie_in_cells_of_a_table(page_of: PageOf) -> None:
    rows = "".join(
        f"<tr><td><b class=username>{name}</b></td><td class=postcell>May {day}, 2024"
        f"<p class=postbody>I drink tea number {day} today</p></td></tr>"
        for day, name in enumerate(("ann", "bo", "cy"), 1)
    )
    found = _opinions(page_of(f"<table>{rows}</table>"), "forum")
    assert [one.author_hash for one in found] == [
        author_hash(name, "shop.test", SALT) for name in ("ann", "bo", "cy")
    ]


def test_an_opener_of_another_shape_comes_first(page_of: PageOf) -> None:
    opener = f"<b class=author>eve</b><div class=content>{'Why is tea hot ' * 5}?</div>"
    answers = _post("ann", "It is not always", 1) + _post("bo", "Ask the water", 2)
    first, *rest = _opinions(page_of(f"<h1>Tea</h1>{opener}{answers}"), "forum")
    assert (first.text or "").startswith("Why is tea hot")
    assert first.author_hash == author_hash("eve", "shop.test", SALT)
    assert len(rest) == 2


def test_a_guest_without_a_name_posts_as_well(page_of: PageOf) -> None:
    guest = "<div class=post><p class=post-body>I have no name here</p></div>"
    page = page_of(_post("ann", "How is tea made?", 1) + guest + _post("bo", "Hot.", 2))
    assert [one.author_hash is None for one in _opinions(page, "forum")] == [
        False,
        True,
        False,
    ]


def test_an_article_s_own_post_is_no_opinion(page_of: PageOf) -> None:
    page = page_of(_post("ann", "Tea is a drink that many like", 1))
    assert _opinions(page, "article") == []


def test_questions_of_a_shop_itself_are_no_opinions(page_of: PageOf) -> None:
    question = (
        '{"@type": "Question", "name": "Tea?", "text": "Is it tea?", "author": "Shop"}'
    )
    page = page_of("", _stated(f'{{"@type": "FAQPage", "mainEntity": [{question}]}}'))
    assert _opinions(page) == []


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4 out of 5 stars", 4.0),
        ("8/10", 4.0),
        ("4,5 von 5 Sternen", 4.5),
        ("★★★", 3.0),
        ("05/08/2024", None),
        ("7 stars", None),
    ],
)
def test_stars_are_read_from_words(text: str, rating: float | None) -> None:
    assert said_rating(text) == rating


def test_a_value_above_its_scale_is_no_rating() -> None:
    assert stars(Decimal(7), Decimal(5)) is None
    assert stars(Decimal(80), None) == 4.0


def test_a_hostile_page_gives_a_bounded_list(page_of: PageOf) -> None:
    block = "<div class='post author date body'>a b c d 1 May 2024 "
    page = page_of(block * 20_000)
    assert len(_opinions(page, "forum")) <= MOST
