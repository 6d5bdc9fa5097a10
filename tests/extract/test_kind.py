"""The kinds of pages: of short ones by what they state, of others by what they are like."""

import numpy as np

from extract.page import Page, parse
from extract.statements.structured import graph
from extract.text.kind import KINDS, chances, kind

_POST = """<div class="post" id="post-{n}"><div class="postprofile">user{n}<br>Joined: May
 2019<br>Posts: {n}12</div><div class="postbody"><p>I had the same problem with my old
 router, and the reply above solved it: thanks a lot to all in this thread.</p><a
 href="?p={n}">Reply</a> <a href="?q={n}">Quote</a></div></div>"""
_TILE = """<li class="product-tile grid-item"><a href="/p/{n}"><img src="{n}.jpg"><span
 class="product-title">Kettle {n}</span></a><span class="price">${n}9.99</span><button
 class="add-to-cart">Add to cart</button></li>"""


def _kind(page: Page) -> str:
    return kind(page, graph(page), [], chances(page))


def _page(url: str, title: str, body: str) -> Page:
    html = f"<html lang=en><title>{title}</title><body>{body}</body></html>"
    return parse(url, html.encode())


def test_a_short_page_is_what_it_states() -> None:
    stated = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
    assert _kind(_page("https://a.test/", "News", stated)) == "article"
    assert _kind(_page("https://a.test/", "Nothing", "<p>Hello</p>")) == "other"


def test_posts_of_many_people_are_a_forum() -> None:
    posts = "".join(_POST.format(n=n) for n in range(12))
    page = _page(
        "https://forum.a.test/viewtopic.php?t=9", "Router topic - Forum", posts
    )
    assert _kind(page) == "forum"


def test_tiles_with_prices_are_a_collection() -> None:
    tiles = "".join(_TILE.format(n=n) for n in range(1, 40))
    filters = "<h1>Kettles</h1><div class=filters>Sort by price. 39 products</div>"
    page = _page(
        "https://a.test/collections/kettles", "Kettles", f"{filters}<ul>{tiles}"
    )
    assert _kind(page) == "collection"


def test_chances_are_of_every_kind_and_sum_to_one() -> None:
    likely = chances(_page("https://a.test/", "", "<p>Hello</p>"))
    assert len(likely) == len(KINDS)
    assert np.isclose(likely.sum(), 1)
    assert (likely >= 0).all()
