import pytest
from hypothesis import given
from hypothesis import strategies as st
from nasty_urls import URLS, WHATWG

from frontier.errors import BadUrl
from frontier.urls import canonical, domain, fingerprint, host, join, url_key

REFUSED = [
    *("", "shop", "//a/b", "ftp://shop.test/", "http://", "\ud800"),
    *("http://a.test/#\udfff", "http://a\0b/", "http://[::1", "http://a:99999/"),
    *("http://1.2.3.256/", "http://xn--a.test/", "http://a b/"),
]


@pytest.mark.parametrize(("url", "form"), WHATWG)
def test_one_page_has_one_canonical_form(url: str, form: str) -> None:
    assert canonical(url) == form


@pytest.mark.parametrize(("_", "form"), WHATWG)
def test_a_canonical_form_stays_as_it_is(_: str, form: str) -> None:
    assert canonical(form) == form


@given(URLS)
def test_canonical_is_its_own_canonical_form(url: str) -> None:
    try:
        once = canonical(url)
    except BadUrl:
        return
    assert canonical(once) == once
    assert fingerprint(once) == fingerprint(url)
    assert url_key(once) == url_key(url)
    assert host(once) == host(url)
    assert join(once, "") == once


@given(st.text() | URLS)
def test_any_link_leads_somewhere_or_nowhere(link: str) -> None:
    found = join("http://shop.test/a", link)
    assert found is None or canonical(found) == found


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_web_address_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadUrl, match="expected http"):
        canonical(text)


def test_a_megabyte_of_path_or_query_is_an_address() -> None:
    long = (
        "http://a.test/" + "x/../" * 200_000 + "?" + "&".join(["utm_a=%c3"] * 100_000)
    )
    assert canonical(long) == "http://a.test/"


@pytest.mark.parametrize("start", ["http://", "//", " \thtt\np:\\\\", "http:u@"])
def test_a_name_that_would_take_the_parser_minutes_is_refused(start: str) -> None:
    name = start + "".join(chr(0x4E00 + at % 20_000) for at in range(300_000))
    assert join("http://shop.test/", name) is None


def test_long_texts_that_are_no_names_are_read() -> None:
    long = "y" * 5000
    assert join("http://a.test/x", f"?{long}") == f"http://a.test/x?{long}"
    assert join("http://a.test/x", long) == f"http://a.test/{long}"
    assert join("http://a.test/x", f"/{long}") == f"http://a.test/{long}"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.shop.test/p/1?c=2", "test,shop,www)/p/1?c=2"),
        ("http://shop.test:8790/", "test,shop:8790)/"),
        ("http://127.0.0.1:81/x", "127.0.0.1:81)/x"),
        ("http://[::1]:81/x", "[::1]:81)/x"),
        ("http://u:p@shop.test./a;jsessionid=1?utm_a=1", "test,shop)/a"),
    ],
)
def test_a_key_reads_from_the_top_domain_down(url: str, key: str) -> None:
    assert url_key(url) == key


def test_a_page_served_over_both_schemes_is_one_page() -> None:
    assert url_key("http://shop.test/a") == url_key("https://shop.test/a")


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("../c?d#e", "http://shop.test/c?d"),
        ("//other.test/x", "http://other.test/x"),
        ("?a=1&utm_source=mail", "http://shop.test/a/b?a=1"),
        ("c;jsessionid=1", "http://shop.test/a/c"),
        ("mailto:someone@shop.test", None),
        ("javascript:void(0)", None),
        ("http://[broken", None),
        ("\ud800", None),
    ],
)
def test_a_link_is_resolved_against_its_page(link: str, target: str | None) -> None:
    assert join("http://shop.test/a/b", link) == target


def test_domains_follow_the_public_suffix_list() -> None:
    assert domain("www.shop.co.uk") == "shop.co.uk"
    assert domain("a.b.shop.test") == "shop.test"
    assert domain("127.0.0.1") == "127.0.0.1"


def test_fingerprints_tell_pages_apart_and_spellings_not() -> None:
    assert fingerprint("http://shop.test/a#x") == fingerprint("http://SHOP.test/a")
    assert fingerprint("http://shop.test/a") != fingerprint("http://shop.test/b")


def test_the_order_of_a_query_counts_in_the_address_alone() -> None:
    one, other = "http://shop.test/?a=1&b=2&a=0", "http://shop.test/?b=2&a=0&a=1"
    assert canonical(one) != canonical(other)
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != fingerprint("http://shop.test/?a=1&b=2")


def test_the_host_is_the_name_without_its_port() -> None:
    assert host("http://Shop.test:8790/x") == "shop.test"
