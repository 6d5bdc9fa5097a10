from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.linking.links import links
from extract.page import Page, parse


@given(st.binary())
def test_any_bytes_have_links_or_none(body: bytes) -> None:
    found = links(parse("https://shop.test/", body + b'<a href="/x">' + body))
    assert len({link.dst_url for link in found}) == len(found)


@given(st.text())
def test_any_href_is_an_address_of_the_web_or_no_link(href: str) -> None:
    escaped = href.replace("&", "&amp;").replace('"', "&quot;")
    found = links(Page("https://shop.test/", f'<a href="{escaped}">x</a>'))
    assert all(link.dst_url.startswith(("http://", "https://")) for link in found)


def test_links_start_from_the_base_and_stand_once(page_of: Callable[..., Page]) -> None:
    body = '<a href="c#x">One</a><a href="c">Two</a><a href="#top">Top</a>'
    found = links(page_of(body, '<base href="/d/">'))
    assert [(link.dst_url, link.anchor) for link in found] == [
        ("https://shop.test/d/c", "One")
    ]


def test_only_the_web_is_linked_to(page_of: Callable[..., Page]) -> None:
    hrefs = ("javascript:x()", "mailto:a@b.test", "data:,x", "ftp://a.test/", "http://")
    body = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    assert links(page_of(body)) == []


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ('<a href="/product/kettle-1">Kettle</a>', "product"),
        ('<a href="/dp/B00X">Kettle</a>', "product"),
        ('<a href="/category/kettles">Kettles</a>', "list"),
        ('<a href="/kettles?page=2">Weiter</a>', "next"),
        ('<a rel="next" href="/kettles?p=2">more</a>', "next"),
        ('<a href="/kettles?page=3">3</a>', "page"),
        ('<a href="/affiliate">Earn with us</a>', "signup"),
        ('<a rel="nofollow sponsored" href="https://x.test/p/1">Buy</a>', "affiliate"),
        ('<a href="/imprint">Imprint</a>', "other"),
    ],
)
def test_a_link_is_of_a_kind(
    page_of: Callable[..., Page], markup: str, kind: str
) -> None:
    assert [link.kind for link in links(page_of(markup))] == [kind]


@pytest.mark.parametrize(
    ("url", "network"),
    [
        ("https://www.awin1.com/cread.php?id=1", "awin"),
        ("https://x.pxf.io/c/1", "impact"),
        ("https://v.hop.clickbank.net/", "clickbank"),
        ("https://www.amazon.co.uk/dp/1?a=b&amp;tag=me-21", "amazon"),
        ("https://www.amazon.de/dp/1", None),
        ("https://notebay.com/a?campid=1", None),
        ("https://notawin1.com/", None),
    ],
)
def test_a_network_is_known_by_its_links(
    page_of: Callable[..., Page], url: str, network: str | None
) -> None:
    (link,) = links(page_of(f'<a href="{url}">x</a>'))
    assert (link.network, link.is_affiliate) == (network, network is not None)


def test_a_page_has_at_most_2000_links(page_of: Callable[..., Page]) -> None:
    body = "".join(f'<a href="/{n}">x</a>' for n in range(3000))
    assert [link.position for link in links(page_of(body))] == list(range(2000))


def test_a_long_anchor_is_cut(page_of: Callable[..., Page]) -> None:
    (link,) = links(page_of(f'<a href="/x">{"long " * 500}</a>'))
    assert len(link.anchor) <= 200
