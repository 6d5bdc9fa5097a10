import pytest

from crawler.errors import BadHeader
from crawler.manners.identity import Identity
from crawler.permit import Pass
from crawler.settings import CrawlSettings

URL = "http://shop.test/1"


class Time:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def identity(**settings: object) -> Identity:
    return Identity(CrawlSettings(**settings), Time())


def named(who: Identity, url: str = URL, host: str = "shop.test") -> dict[bytes, bytes]:
    return dict(who.headers(host, url))


def test_the_crawler_says_who_it_is_and_where_to_complain() -> None:
    headers = named(identity(user_agent="shopbot/2", contact="bots@shop.example"))
    assert headers[b"User-Agent"] == b"shopbot/2 (+bots@shop.example)"
    assert headers[b"From"] == b"bots@shop.example"


def test_a_web_address_is_no_mailbox() -> None:
    assert b"From" not in named(identity(contact="https://shop.example/bot@home"))


def test_the_default_claims_to_be_no_browser() -> None:
    headers = named(identity())
    assert headers[b"User-Agent"] == b"harvestman"
    assert set(headers) == {b"User-Agent", b"Accept", b"Accept-Language"}


def test_languages_and_more_headers_are_the_operators() -> None:
    headers = named(identity(language="de, en;q=0.5", headers={"X-Client": "7"}))
    assert headers[b"Accept-Language"] == b"de, en;q=0.5"
    assert headers[b"X-Client"] == b"7"
    assert b"Accept-Language" not in named(identity(language=""))


def test_the_operators_accept_goes_before_ours() -> None:
    headers = identity(headers={"accept": "text/html"}).headers("shop.test")
    assert [value for name, value in headers if name.lower() == b"accept"] == [
        b"text/html"
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("User-Agent", "Mozilla/5.0", r"crawl\.user_agent"),
        ("Cookie", "s=1", "secret"),
        ("Host", "other.test", "sends it itself"),
        ("X-A", "1\r\nX-B: 2", "one line"),
        ("X A", "1", "name"),
        ("X-A", "☃", "plain text"),
    ],
)
def test_a_header_that_is_not_the_operators_is_refused(
    name: str, value: str, said: str
) -> None:
    with pytest.raises(BadHeader, match=said):
        identity(headers={name: value})


def test_all_hosts_get_the_same_object_until_one_sets_a_cookie() -> None:
    who = identity()
    assert who.headers("a.test", "http://a.test/") is who.headers("b.test", URL)
    who.heard(URL, [(b"Set-Cookie", b"s=1; Path=/")])
    assert named(who)[b"Cookie"] == b"s=1"
    assert who.headers("shop.test", URL) is who.headers("shop.test", URL)
    assert b"Cookie" not in named(who, "http://b.test/", "b.test")


def test_a_changed_cookie_changes_the_headers() -> None:
    who = identity()
    for value in (b"s=1; Path=/", b"s=2; Path=/"):
        who.heard(URL, [(b"set-cookie", value)])
        named(who)
    assert named(who)[b"Cookie"] == b"s=2"


def test_a_cookie_of_a_folder_goes_to_that_folder() -> None:
    who = identity()
    who.heard(URL, [(b"Set-Cookie", b"s=1; Path=/a")])
    assert b"Cookie" not in named(who)
    assert named(who, "http://shop.test/a/1")[b"Cookie"] == b"s=1"


def test_who_wants_no_cookies_sends_none() -> None:
    who = identity(cookies="never")
    who.heard(URL, [(b"Set-Cookie", b"s=1")])
    assert b"Cookie" not in named(who)


def test_a_pass_is_for_its_host_alone_and_ends() -> None:
    clock = Time()
    who = Identity(CrawlSettings(), clock)
    given = Pass(headers={"X-Key": "k"}, cookies={"c": "1"}, until=2_000.0)
    who.admit("shop.test", given)
    assert named(who)[b"X-Key"] == b"k"
    assert named(who)[b"Cookie"] == b"c=1"
    assert b"X-Key" not in named(who, "http://b.shop.test/", "b.shop.test")
    clock.now = 3_000.0
    assert b"X-Key" not in named(who)


def test_nothing_private_is_left_in_a_request_that_is_kept() -> None:
    who = identity()
    who.admit("shop.test", Pass(headers={"X-Key": "k3y"}, cookies={"c": "s3cret"}))
    lines = [b"%b: %b" % pair for pair in who.headers("shop.test", URL)]
    asked = b"\r\n".join([b"GET /1 HTTP/1.1", b"Host: shop.test", *lines, b"", b""])
    kept = who.redacted(asked)
    assert b"k3y" not in kept
    assert b"s3cret" not in kept
    assert kept.startswith(b"GET /1 HTTP/1.1\r\nHost: shop.test\r\nUser-Agent: ")
    assert kept.endswith(b"\r\n\r\n")


def test_what_a_proxy_was_told_is_not_kept_either() -> None:
    asked = b"GET / HTTP/1.1\r\nProxy-Authorization: Basic czNjcmV0\r\n\r\n"
    assert b"czNjcmV0" not in identity().redacted(asked)
