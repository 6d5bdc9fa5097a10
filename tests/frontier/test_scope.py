import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier import scope as scope_file
from frontier.column import read_urls
from frontier.errors import BadScope
from frontier.scope import LONGEST_CHARS, Scope

SEEDS = ("http://shop.a.test/start", "https://b.co.uk/")
HOSTS = [
    "shop.a.test",
    "www.a.test",
    "a.test",
    "b.co.uk",
    "x.b.co.uk",
    "co.uk",
    "c.test",
]
PATHS = ["", "p/1", "cart/2", "P/1.PDF", "p/1.pdf?x=1", "a/b/a"]
PATTERNS = [
    r"\.pdf",
    r"(?i)\.pdf",
    r"/cart/",
    r"/(.)/./\1",
    r"(?P<x>p)/(?P=x)?",
    r"1|2",
]


def inside(scope: Scope, *urls: str) -> list[bool]:
    column, _ = read_urls(urls)
    flags: list[bool] = scope.belongs(column).tolist()
    return flags


def hosts_inside(scope: Scope) -> list[str]:
    flags = inside(scope, *(f"http://{host}/" for host in HOSTS))
    return [host for host, flag in zip(HOSTS, flags, strict=True) if flag]


def test_host_is_the_seeds_hosts_alone() -> None:
    assert hosts_inside(Scope.around(SEEDS, "host")) == ["shop.a.test", "b.co.uk"]


def test_domain_is_every_host_of_the_seeds_domains() -> None:
    found = hosts_inside(Scope.around(SEEDS, "domain"))
    assert found == ["shop.a.test", "www.a.test", "a.test", "b.co.uk", "x.b.co.uk"]


def test_any_is_the_whole_web() -> None:
    assert hosts_inside(Scope.around(SEEDS, "any")) == HOSTS


def test_a_port_or_a_scheme_makes_no_other_place() -> None:
    scope = Scope.around(SEEDS)
    assert inside(scope, "https://shop.a.test/", "http://shop.a.test:81/") == [True] * 2


def test_addresses_are_places_too() -> None:
    scope = Scope.around(["http://127.0.0.1:81/", "http://[::1]/"], "domain")
    urls = ("http://127.0.0.1:82/", "http://127.0.0.2/", "http://[::1]/x")
    assert inside(scope, *urls) == [True, False, True]


def test_what_is_excluded_does_not_belong() -> None:
    scope = Scope.around(SEEDS, exclude=(r"/cart/", r"(?i)\.PDF$"))
    urls = [f"http://b.co.uk/{path}" for path in ("p", "cart/1", "a.pdf", "a.pdf?x")]
    assert inside(scope, *urls) == [True, False, False, True]


def test_only_what_is_included_belongs() -> None:
    scope = Scope.around(SEEDS, include=(r"/p/\d+$", r"/start$"), exclude=("/p/13",))
    urls = [f"http://b.co.uk/{path}" for path in ("start", "p/1", "p/13", "p/x", "")]
    assert inside(scope, *urls) == [True, True, False, False, False]


def test_a_pattern_brings_no_foreign_host_in() -> None:
    assert inside(Scope.around(SEEDS, include=("c",)), "http://c.test/c") == [False]


@pytest.mark.parametrize(
    "patterns",
    [
        ("(b)x", r"(a)/\1"),  # a back reference counts the groups of its own pattern
        ("(?i)NOTHING", r"/a/a"),
        ("(?x) nothing # and why", r"/a/a"),
        ("(?P<same>b)x", "(?P<same>a)/a"),
        ("|nothing/at/all{9}", "x"),
    ],
)
def test_patterns_keep_their_meaning_beside_others(patterns: tuple[str, ...]) -> None:
    scope = Scope(exclude=patterns)
    assert inside(scope, "http://b.test/a/a") == [False]


@given(
    patterns=st.lists(st.sampled_from(PATTERNS), max_size=4).map(tuple),
    kind=st.sampled_from(["include", "exclude"]),
    reach=st.sampled_from(["host", "domain", "any"]),
    places=st.lists(st.tuples(*map(st.sampled_from, (HOSTS, PATHS))), min_size=1),
)
def test_one_url_is_judged_as_in_a_column(patterns, kind, reach, places) -> None:  # type: ignore[no-untyped-def]
    scope = Scope.around(SEEDS, reach, **{kind: patterns})
    urls = [f"http://{host}/{path}" for host, path in places]
    # Twice: a host that is known by now is judged as when it was new.
    assert (
        inside(scope, *urls) == inside(scope, *urls) == [scope.single(u) for u in urls]
    )


@pytest.mark.parametrize("url", ["mailto:someone@b.co.uk", "", "http://", "\ud800"])
def test_what_is_no_web_address_belongs_nowhere(url: str) -> None:
    assert Scope().single(url) is False


@pytest.mark.parametrize("pattern", ["(", "*", "a{2,1}", "(?P<1>x)", "x" + "(" * 9999])
@pytest.mark.parametrize("kind", ["include", "exclude"])
def test_a_wrong_pattern_is_refused_by_name(kind: str, pattern: str) -> None:
    with pytest.raises(BadScope) as refused:
        msgspec.convert({kind: ["fine", pattern]}, Scope)
    assert f"{kind} {pattern[:20]!r}"[:-1] in str(refused.value)


def test_a_scope_is_a_value_that_can_be_stored() -> None:
    scope = Scope.around(SEEDS, "domain", exclude=("x",))
    scope.single("http://b.co.uk/")
    assert msgspec.json.decode(msgspec.json.encode(scope), type=Scope) == scope


def test_only_the_start_of_an_endless_url_is_searched() -> None:
    start, end = "http://b.test/x?" + "a" * LONGEST_CHARS, "needle"
    assert inside(Scope(exclude=(end,)), start + end) == [True]


def test_hosts_beyond_what_is_remembered_are_judged_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scope_file, "_MOST_HOSTS", 2)
    scope = Scope.around(SEEDS)
    assert [hosts_inside(scope) for _ in range(3)] == [["shop.a.test", "b.co.uk"]] * 3
