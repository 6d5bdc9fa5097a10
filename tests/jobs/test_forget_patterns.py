"""What a person means is found by every engine that looks for it, and nothing else is."""

import re

import duckdb
import pytest
from hypothesis import assume, given
from nasty_urls import URLS as NASTY
from nasty_urls import WHATWG

from frontier.errors import BadUrl
from frontier.forgotten import Target
from frontier.urls import canonical

URLS = sorted({page for _, page in WHATWG})


def found(pattern: str, text: str) -> bool:
    """Return what DuckDB says, as the lake asks it."""
    quoted = pattern.replace("'", "''")
    asked = f"SELECT regexp_full_match($1, '{quoted}', 's')"
    ((said,),) = duckdb.execute(asked, [text]).fetchall()
    assert said == (re.fullmatch(pattern, text, re.DOTALL) is not None)
    return bool(said)


@pytest.mark.parametrize("url", URLS)
def test_a_url_is_found_under_both_schemes_and_no_other_with_it(url: str) -> None:
    target = Target.of(url)
    assert [found(target.pattern, text) for text in target.texts] == [True, True]
    assert not found(target.pattern, f"{url}x")
    assert not found(target.pattern, f"x{url}")


@given(NASTY)
def test_whatever_is_a_url_is_found(text: str) -> None:
    try:
        url = canonical(text)
    except BadUrl:
        assume(False)
    assert found(Target.of(url).pattern, url)


@pytest.mark.parametrize("url", URLS)
def test_a_host_is_found_in_all_its_urls(url: str) -> None:
    name = re.split(r"(?::\d+)?/", url.partition("://")[2])[0]
    target = Target.of(name)
    assert found(target.pattern, url)
    assert found(target.hosts, name)
    assert not found(target.pattern, url.replace(name, f"x{name}", 1))


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("http://shop.test/p", True),
        ("https://shop.test:81/p?q=1", True),
        ("http://a.b.shop.test/", True),
        ("http://ashop.test/", False),
        ("http://shop.test.evil.test/", False),
        ("http://evil.test/http://shop.test/", False),
        ("http://evil.test/?u=//x.shop.test/", False),
    ],
)
def test_a_domain_is_its_host_and_those_below(url: str, meant: bool) -> None:
    assert found(Target.of("shop.test", domain=True).pattern, url) is meant


def test_an_address_without_its_scheme_is_not_taken_for_its_host() -> None:
    with pytest.raises(BadUrl, match="begins with https://"):
        Target.of("shop.test/p/1")
