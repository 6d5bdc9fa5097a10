"""Who asks: a proxy's word counts only where the merchant trusts the proxy."""

import asyncio

import pytest

from storefront.errors import AddressRefused
from storefront.http.proxy import TrustedProxies, client, household, networks

TRUSTED = ("10.0.0.0/8", "192.0.2.7")


def seen(peer, headers, trusted=TRUSTED):
    """Return the scope that pages see of a request."""
    found = {}

    async def app(scope, receive, send):
        found.update(scope)

    scope = {
        "scheme": "http",
        "client": (peer, 1),
        "state": {},
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    asyncio.run(TrustedProxies(trusted)(app)(scope, None, None))
    return found


def forwarded(value):
    return [("x-forwarded-for", value), ("x-forwarded-proto", "https")]


@pytest.mark.parametrize(
    ("peer", "sent", "true"),
    [
        ("10.1.1.1", "198.51.100.9", "198.51.100.9"),
        # What a visitor wrote stands on the left, and is not believed.
        ("10.1.1.1", "127.0.0.1, 198.51.100.9", "198.51.100.9"),
        ("10.1.1.1", "198.51.100.9, 10.2.2.2, 192.0.2.7", "198.51.100.9"),
        ("10.1.1.1", "198.51.100.9:4711", "198.51.100.9"),
        ("10.1.1.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.1.1.1", "::ffff:198.51.100.9", "198.51.100.9"),
        ("10.1.1.1", "198.51.100.9, nonsense", "10.1.1.1"),
        ("10.1.1.1", "10.3.3.3", "10.3.3.3"),
        ("10.1.1.1", "", "10.1.1.1"),
        ("198.51.100.1", "127.0.0.1", "198.51.100.1"),
        ("198.51.100.1", "10.1.1.1", "198.51.100.1"),
    ],
)
def test_the_last_address_that_is_no_trusted_proxy_asks(peer, sent, true):
    assert client(seen(peer, forwarded(sent))) == true


def test_several_headers_are_one_list():
    headers = forwarded("127.0.0.1") + forwarded("198.51.100.9")
    assert client(seen("10.1.1.1", headers)) == "198.51.100.9"


@pytest.mark.parametrize(
    ("peer", "sent", "scheme"),
    [
        ("10.1.1.1", "https", "https"),
        ("10.1.1.1", "http, https", "https"),
        ("10.1.1.1", "gopher", "http"),
        ("198.51.100.1", "https", "http"),
    ],
)
def test_only_a_trusted_proxy_tells_the_scheme(peer, sent, scheme):
    found = seen(peer, [("x-forwarded-proto", sent)])
    assert found["scheme"] == scheme


def test_nobody_is_trusted_unless_named():
    found = seen("127.0.0.1", forwarded("198.51.100.9"), ())
    assert (client(found), found["scheme"]) == ("127.0.0.1", "http")


OWN = ("host", "127.0.0.1:8000")


@pytest.mark.parametrize(
    ("peer", "headers", "plain"),
    [
        ("127.0.0.1", [("host", "127.0.0.1:8000")], False),
        ("127.0.0.1", [("host", "localhost")], False),
        ("127.0.0.1", [("host", "Shop.Localhost:8000")], False),
        ("::1", [("host", "[::1]:8000")], False),
        # what a proxy passes on that adds nothing, or a name made to lead here
        ("127.0.0.1", [("host", "shop.example")], True),
        ("127.0.0.1", [("host", "localhost.example")], True),
        ("127.0.0.1", [], True),
        ("198.51.100.1", [], True),
        ("127.0.0.1", [OWN, *forwarded("198.51.100.1")], True),
        ("127.0.0.1", [OWN, ("x-real-ip", "198.51.100.1")], True),
        ("127.0.0.1", [OWN, ("x-forwarded-host", "shop.test")], True),
        ("127.0.0.1", [OWN, ("x-forwarded-proto", "http")], True),
        ("127.0.0.1", [OWN, ("via", "1.1 proxy")], True),
        ("10.1.1.1", forwarded("198.51.100.1"), False),
    ],
)
def test_a_connection_that_others_can_read_is_known(peer, headers, plain):
    assert (seen(peer, headers))["state"]["plain"] is plain


def test_a_household_is_what_nobody_can_change_at_will():
    assert household("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"
    assert household("fe80::1%eth0") == "fe80::/64"
    assert household("somebody") == "somebody"


@pytest.mark.parametrize("text", ["", "10.0.0.0/33", "proxy.example", "10.0.0"])
def test_what_is_no_address_is_refused_by_name(text):
    with pytest.raises(AddressRefused, match=r"shop\.trusted_proxies.*10\.0\.0\.0/8"):
        networks([text], "shop.trusted_proxies")
