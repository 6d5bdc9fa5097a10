from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.manners.cookies import Jar, parse, sent

HOME = "http://www.shop.test/list/1"


def header(jar: Jar, url: str = HOME, now: float = 0.0) -> str:
    return sent(jar.for_host(urlsplit(url).hostname or ""), url, now)


def jar_of(*headers: str, url: str = HOME) -> Jar:
    jar = Jar()
    jar.keep(url, headers, 0.0)
    return jar


def test_a_cookie_goes_back_to_the_host_that_set_it_and_no_other() -> None:
    jar = jar_of("session=1; Path=/")
    assert header(jar) == "session=1"
    assert header(jar, "http://img.shop.test/") == ""
    assert header(jar, "http://shop.test/") == ""


def test_a_cookie_of_a_domain_goes_to_all_its_hosts() -> None:
    jar = jar_of("session=1; Path=/; Domain=.shop.test")
    assert header(jar, "http://img.shop.test/") == "session=1"
    assert header(jar, "http://othershop.test/") == ""


@pytest.mark.parametrize("name", ["test", "co.uk", "other.test", "img.www.shop.test"])
def test_no_cookie_is_set_for_a_suffix_or_a_stranger(name: str) -> None:
    assert parse(f"a=1; Domain={name}", HOME, 0.0) is None


def test_a_path_holds_for_what_lies_below_it() -> None:
    jar = jar_of("a=1; Path=/list", "b=2")  # b: from the folder of its page
    assert header(jar, "http://www.shop.test/list/2") == "a=1; b=2"
    assert header(jar, "http://www.shop.test/listing") == ""


def test_a_secure_cookie_goes_over_tls_alone() -> None:
    jar = jar_of("a=1; Path=/; Secure")
    assert header(jar) == ""
    assert header(jar, "https://www.shop.test/") == "a=1"


def test_a_cookie_ends_when_it_says_so() -> None:
    jar = jar_of("a=1; Max-Age=10", "b=1; Expires=Thu, 01-Jan-1970 00:00:20 GMT")
    assert header(jar, now=5.0) == "a=1; b=1"
    assert header(jar, now=15.0) == "b=1"
    assert header(jar, now=25.0) == ""


def test_a_host_takes_a_cookie_back() -> None:
    jar = jar_of("a=1")
    assert jar.keep(HOME, ["a=; Max-Age=0"], 1.0)
    assert header(jar) == ""


def test_a_host_can_fill_its_own_room_only() -> None:
    jar = jar_of(*(f"a{n}={n}" for n in range(200)))
    assert header(jar).count("=") == 50
    assert not jar.keep(HOME, [f"big={'x' * 5000}"], 0.0)


@given(st.text(max_size=200))
def test_no_header_breaks_the_jar_or_the_request(text: str) -> None:
    jar = jar_of(text)
    line = header(jar)
    assert line.isascii()
    assert not any(ord(letter) < 32 for letter in line)
