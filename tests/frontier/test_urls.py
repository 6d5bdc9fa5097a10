import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.errors import BadUrl
from frontier.urls import canonical, domain, fingerprint, host, join, url_key

PATHS = st.text(st.characters(codec="utf-8"), max_size=40)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("http://Shop.TEST:80/a/../b#top", "http://shop.test/b"),
        ("https://shop.test:443", "https://shop.test/"),
        ("http://user:secret@shop.test/?q=a b", "http://shop.test/?q=a%20b"),
        ("http://shop.test:8790/#", "http://shop.test:8790/"),
        ("http://bücher.test/ü", "http://xn--bcher-kva.test/%C3%BC"),
    ],
)
def test_one_page_has_one_canonical_form(url: str, form: str) -> None:
    assert canonical(url) == form


@given(PATHS)
def test_canonical_is_its_own_canonical_form(path: str) -> None:
    once = canonical(f"http://shop.test/{path}")
    assert canonical(once) == once


@pytest.mark.parametrize("text", ["", "shop", "ftp://shop.test/", "http://", "\ud800"])
def test_what_is_no_web_address_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadUrl, match="expected http"):
        canonical(text)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.shop.test/p/1?c=2", "test,shop,www)/p/1?c=2"),
        ("http://shop.test:8790/", "test,shop:8790)/"),
        ("http://127.0.0.1:81/x", "127.0.0.1:81)/x"),
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


def test_the_host_is_the_name_without_its_port() -> None:
    assert host("http://Shop.test:8790/x") == "shop.test"
