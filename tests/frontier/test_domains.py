import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tldextract import TLDExtract

from frontier.domains import domain, domains, is_address

# The package's own answers, from the list that it ships.
PEER = TLDExtract(suffix_list_urls=(), cache_dir=None)
RULES = sorted(PEER.tlds)
LABELS = ["a", "shop", "www", "city", "xn--p1ai", "xn--zzz", "XN--P1AI", "Ü", "*", "1"]


def peers(name: str) -> str:
    return PEER(name).top_domain_under_public_suffix.lower()


# The first call reads the list.
@settings(deadline=None)
@given(st.sampled_from(RULES), st.lists(st.sampled_from(LABELS), max_size=3))
def test_domains_are_those_of_tldextract(rule: str, below: list[str]) -> None:
    name = ".".join([*below, rule.lstrip("!*").strip(".")])
    assert domain(name) == (peers(name) or name.lower())


@settings(deadline=None)
@given(st.sampled_from(RULES), st.lists(st.sampled_from(LABELS), max_size=3))
def test_a_name_in_punycode_is_the_same_name(rule: str, below: list[str]) -> None:
    text = ".".join([*below, rule.lstrip("!*").strip(".")]).lower()
    name = ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        for label in text.split(".")
    )
    assert domain(name) == (peers(name) or name)


def test_no_rule_of_the_list_is_lost() -> None:
    names = [f"a.b.{rule.lstrip('!*').strip('.')}" for rule in RULES]
    assert domains(names) == [peers(name) for name in names]


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("a.b.shop.test", "shop.test"),
        ("localhost", "localhost"),
        ("", ""),
        ("co.uk", "co.uk"),
        ("c.kobe.jp", "c.kobe.jp"),
        ("www.city.kobe.jp", "city.kobe.jp"),
        ("a.b.c.kobe.jp", "b.c.kobe.jp"),
        ("www.shop.co.uk.", "shop.co.uk"),
        ("WWW.Shop.CO.UK", "shop.co.uk"),
        ("a.b.example.xn--p1ai", "example.xn--p1ai"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
    ],
)
def test_a_domain_is_what_one_owner_holds(name: str, owner: str) -> None:
    assert domain(name) == owner


def test_a_batch_of_names_keeps_its_order() -> None:
    names = ["a.shop.test", "b.co.uk", "a.shop.test"]
    assert domains(names) == ["shop.test", "b.co.uk", "shop.test"]


def test_only_addresses_are_addresses() -> None:
    assert is_address("10.0.0.1")
    assert is_address("[2001:db8::1]")
    assert not is_address("shop1")
    assert not is_address("")
