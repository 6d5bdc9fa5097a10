import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.column import read_urls
from frontier.traps import Trap, trapped
from frontier.trapsettings import Traps

NONE, LONG, DEEP = Trap.NONE, Trap.LONG, Trap.DEEP
REPEATED, OWN_NAME, PARAMETERS = Trap.REPEATED, Trap.OWN_NAME, Trap.PARAMETERS

SLUG = "a-very-long-headline-that-an-editor-wrote-and-a-machine-made-a-slug-of-" * 4
FACETS = "&".join(f"facet{number}=on" for number in range(21))

TABLE = [
    # Honest pages: deep, long, dated, or with a redirect to their own host.
    ("http://a.test/", NONE),
    ("http://a.test/kettles/steel/1", NONE),
    ("http://a.test/2011/11/11/eleven", NONE),
    ("http://a.test/2011/11/11/11/11", NONE),
    ("http://a.test/11/11/11/11/11/11", NONE),
    ("http://a.test/calendar/2011/02/02/2", NONE),
    (f"http://a.test/news/{SLUG}", NONE),
    (f"http://a.test/news/{SLUG}.html?page=2", NONE),
    ("http://docs.test/v1/api/v1/reference/module/class/method/examples/1", NONE),
    ("http://docs.test/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t", NONE),
    ("http://docs.test/en/latest/en/index.html", NONE),
    ("http://a.test/login?next=http://a.test/account", NONE),
    ("http://a.test/login?next=/a.test/a.test/a.test", NONE),
    ("http://a.test/out/b.test/page", NONE),
    ("http://a.test/about-a.test", NONE),
    ("http://a.test/xa.test", NONE),
    ("http://a.test/a.test.html", NONE),
    ("http://localhost/localhost/", NONE),
    ("http://wiki:8080/wiki/Wiki", NONE),
    ("http://www.test/test/page", NONE),
    ("http://a.test//", NONE),
    ("http://a.test/a//b///c", NONE),
    ("http://a.test/list?size=1&colour=red&page=3", NONE),
    ("http://a.test/?" + FACETS.rsplit("&", 1)[0], NONE),
    ("http://a.test/?&&&&&&&&&&&&&&&&&&&&&&&&&&&&", NONE),
    ("http://a.test/list?path=x/x/x/x/x", NONE),
    # A session in the path is the canonical form's to strip: the page behind it is real.
    ("http://a.test/shop;jsessionid=0123456789ABCDEF/item", NONE),
    ("http://a.test/(S(lit3py55t21z5v55vlm25s55))/order", NONE),
    ("http://a.test/sid/8f14e45fceea167a5a36dedd4bea2543/item", NONE),
    # Relative links gone wrong: each page links to itself one level further down.
    ("http://a.test/blog/blog/blog/", REPEATED),
    ("http://a.test/a/b/a/b/a/b", REPEATED),
    ("http://a.test/img/css/img/css/img/logo.png", REPEATED),
    ("http://a.test/x/2011/x/2012/x", REPEATED),
    ("http://a.test/tags/red/tags/blue/tags/green", REPEATED),
    ("http://a.test/../a/../b/c/b/d/b", REPEATED),
    ("http://a.test//b//b//b", REPEATED),
    # The same, a level a link, on names that differ.
    ("http://docs.test/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u", DEEP),
    ("http://a.test/" + "/".join(str(number) for number in range(21)), DEEP),
    # href="www.a.test/page": the host's name became a directory.
    ("http://a.test/a.test/page", OWN_NAME),
    ("http://a.test/b/a.test/", OWN_NAME),
    ("http://a.test/b/a.test", OWN_NAME),
    ("http://www.a.test/b/www.a.test/c", OWN_NAME),
    ("http://www.a.test/b/a.test/c", OWN_NAME),
    ("http://a.test/b/www.a.test/c", OWN_NAME),
    ("http://a.test/b/A.TEST/c", OWN_NAME),
    ("http://a.test:8080/b/a.test:8080/c", OWN_NAME),
    ("http://a.test/go/http://a.test/c", OWN_NAME),
    ("http://127.0.0.1:81/x/127.0.0.1/y", OWN_NAME),
    # Faceted shops: every box ticked is one more URL.
    ("http://a.test/list?" + FACETS, PARAMETERS),
    ("http://a.test/list?" + FACETS.replace("&", "&&"), PARAMETERS),
    # What no page's address needs.
    ("http://a.test/" + "x" * 2035, LONG),
    ("http://a.test/?q=" + "x" * 3000, LONG),
    ("http://a.test/" + "x" * 2034, NONE),
]


USUAL = Traps()


def trap_of(url: str, traps: Traps = USUAL) -> Trap:
    urls, _ = read_urls([url])
    return Trap(trapped(traps, urls)[0])


@pytest.mark.parametrize(("url", "trap"), TABLE)
def test_traps_are_told_from_honest_pages(url: str, trap: Trap) -> None:
    assert trap_of(url) == trap


def test_a_column_is_judged_as_its_urls_are() -> None:
    urls, _ = read_urls([url for url, _ in TABLE])
    assert trapped(Traps(), urls).tolist() == [trap for _, trap in TABLE]


@pytest.mark.parametrize(
    ("url", "traps"),
    [
        ("http://a.test/" + "x" * 9000, Traps(longest_chars=0)),
        (
            "http://a.test/" + "/".join("abcdefghijklmnopqrstuvwxyz"),
            Traps(most_segments=0),
        ),
        ("http://a.test/b/b/b/b", Traps(most_repeats=0)),
        ("http://a.test/a.test/b", Traps(own_name=False)),
        ("http://a.test/?" + FACETS, Traps(most_parameters=0)),
    ],
)
def test_each_rule_can_be_switched_off(url: str, traps: Traps) -> None:
    assert trap_of(url) != Trap.NONE
    assert trap_of(url, traps) == Trap.NONE


@pytest.mark.parametrize(
    ("url", "traps"),
    [
        ("http://a.test/1234567", Traps(longest_chars=20)),
        ("http://a.test/a/b/c", Traps(most_segments=2)),
        ("http://a.test/b/b", Traps(most_repeats=1)),
        ("http://a.test/?a=1&b=2", Traps(most_parameters=1)),
    ],
)
def test_each_limit_is_a_setting(url: str, traps: Traps) -> None:
    assert trap_of(url) == Trap.NONE
    assert trap_of(url, traps) != Trap.NONE


@given(
    host=st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9}){0,3}", fullmatch=True),
    rest=st.text(max_size=200),
    traps=st.sampled_from([Traps(), Traps(longest_chars=0, most_segments=0)]),
)
def test_no_url_is_too_odd_to_judge(host: str, rest: str, traps: Traps) -> None:
    urls, _ = read_urls([f"http://{host}/{rest}", f"http://{host}?{rest}"])
    assert all(code in list(Trap) for code in trapped(traps, urls).tolist())


def test_no_urls_are_no_traps() -> None:
    urls, _ = read_urls([])
    assert trapped(Traps(), urls).tolist() == []


@pytest.mark.parametrize("trap", list(Trap))
def test_every_rule_has_a_sentence_for_people(trap: Trap) -> None:
    assert trap.sentence.endswith(".")


def test_a_limit_below_nought_is_refused_by_name() -> None:
    with pytest.raises(msgspec.ValidationError, match="most_segments"):
        msgspec.convert({"most_segments": -1}, Traps)
