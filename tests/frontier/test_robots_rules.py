from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.robotsrules import LARGEST_BYTES, parse

NAME = "harvestman"
TABLE = Path(__file__).with_name("robots_cases.txt").read_text(encoding="ascii")
ROWS = [row.split("\t") for row in TABLE.splitlines() if row and row[0] != "#"]


def octets(text: str) -> bytes:
    return text.encode().decode("unicode_escape").encode("latin-1")


def rules(*lines: str) -> bytes:
    return "\n".join(("User-agent: *", *lines)).encode()


@pytest.mark.parametrize(
    ("answer", "path", "file"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_a_file_means_what_the_standard_says(answer: str, path: str, file: str) -> None:
    url_path = path.encode().decode("unicode_escape")
    assert parse(octets(file), NAME).allows(url_path) == (answer == "yes")


FILLER = b"# " + b"x" * 97 + b"\n"
NUMBERED = rules(*(f"Disallow: /{n}/" for n in range(20_000)))
STARRED = rules(*(f"Disallow: /*/{n}$" for n in range(20_000)))
CHAIN = rules(*("Disallow: /" + "a" * n for n in range(1, 900, 2)), "Allow: /aa")
LONG_RULE = rules("Disallow: /" + "a" * 100_000)
HOSTILE = rules("Disallow: /" + "*a" * 2000 + "*b")


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        (rules() + b"\n" + FILLER * 5110 + b"Disallow: /a\n", "/a", False),
        (rules() + b"\n" + FILLER * 5200 + b"Disallow: /a\n", "/a", True),
        (rules() + b"\n#" + b"#" * 511_970 + b"\nDisallow: /a/path\n", "/a", True),
        (rules("Disallow: /a", "#" * 600_000), "/a", False),
        (rules() + b" " * 600_000, "/a", True),
        (b"# " + b"x" * 400_000 + b"\n" + rules("Disallow: /a"), "/a", False),
        (LONG_RULE, "/" + "a" * 100_001, False),
        (LONG_RULE, "/" + "a" * 99_999, True),
        (NUMBERED, "/19999/x", False),
        (NUMBERED, "/20000/x", True),
        (STARRED, "/a/b/0", False),
        (STARRED, "/a/b/x", True),
        (CHAIN, "/aab", True),
        (CHAIN, "/aaab", False),
        (HOSTILE, "/" + "a" * 8000, True),
        (HOSTILE, "/" + "a" * 8000 + "b", False),
    ],
    ids=[
        "500 KiB are read",
        "what lies behind 500 KiB is ignored",
        "a line that is cut is ignored",
        "the line before the cut counts",
        "one endless line is nothing",
        "a very long comment is nothing",
        "a very long rule is a rule",
        "a very long rule matches nothing shorter",
        "the last of thousands of rules counts",
        "thousands of rules leave the rest open",
        "the last of thousands of wildcards counts",
        "thousands of wildcards leave the rest open",
        "a chain of rules is climbed to the allow",
        "a chain of rules is climbed to the disallow",
        "stars upon stars that do not match",
        "stars upon stars that match",
    ],
)
def test_a_large_or_hostile_file_is_read(body: bytes, path: str, allowed: bool) -> None:
    assert parse(body, NAME).allows(path) == allowed


@pytest.mark.parametrize(
    ("line", "asked_s"),
    [
        ("Crawl-delay: 10", 10.0),
        ("crawl-delay: 2.5", 2.5),
        ("CRAWL-DELAY:3", 3.0),
        ("Crawl delay: 3", 3.0),
        ("Crawldelay: 3", 3.0),
        ("Crawl_delay: 3", 3.0),
        ("Crawl-delay 3", 3.0),
        ("Crawl-delay: 0,5", 0.5),
        ("Crawl-delay: .5", 0.5),
        ("Crawl-delay: 5.", 5.0),
        ("Crawl-delay: 10s", 10.0),
        ("Crawl-delay: 10 seconds", 10.0),
        ("Crawl-delay: 10 # slowly", 10.0),
        ("Crawl-delay: 0", 0.0),
        ("Crawl-delay: 86401", 86_401.0),
        ("Disallow: /a\nCrawl-delay: 4", 4.0),
        ("Crawl-delay: 2\nCrawl-delay: 7\nCrawl-delay: 5", 7.0),
        ("Crawl-delay: 4\nCrawl-delay: never", 4.0),
        ("Crawl-delay:", None),
        ("Crawl-delay: -1", None),
        ("Crawl-delay: soon", None),
        ("Crawl-delay: 1/5", None),
        ("Crawl-delay: 1e3", None),
        ("Crawl-delay: nan", None),
        ("Crawl-delay: inf", None),
        ("Crawl-delay: 10 minutes", None),
        ("Crawl-delay: 1.2.3", None),
        ("Crawl-delay: \u0663", None),
        ("Crawl-delay: " + "9" * 400, None),
    ],
)
def test_a_crawl_delay_is_a_number_of_seconds(line: str, asked_s: float | None) -> None:
    assert parse(rules(line), NAME).crawl_delay_s == asked_s


@pytest.mark.parametrize(
    ("file", "asked_s"),
    [
        (
            r"User-agent: harvestman\nCrawl-delay: 2\nAllow:\nUser-agent: *\nDisallow:",
            2.0,
        ),
        (r"User-agent: harvestman\nCrawl-delay: 2\nUser-agent: *\nCrawl-delay: 9", 9.0),
        (r"User-agent: *\nCrawl-delay: 9\nUser-agent: harvestman\nDisallow: /a", 9.0),
        (r"User-agent: *\nDisallow:\nCrawl-delay: 9\nUser-agent: harvestman", None),
        (r"User-agent: bee\nCrawl-delay: 9", None),
        (r"Crawl-delay: 9\nUser-agent: *\nDisallow: /a", None),
    ],
    ids=[
        "ours counts, not the one for all",
        "it does not end the naming, so two are said to both",
        "it is said to those named below it too",
        "the one for all is not inherited",
        "another's is another's",
        "before any name it is nobody's",
    ],
)
def test_a_crawl_delay_belongs_to_its_group(file: str, asked_s: float | None) -> None:
    assert parse(octets(file), NAME).crawl_delay_s == asked_s


@pytest.mark.parametrize(
    ("file", "sitemaps"),
    [
        (r"Sitemap: https://shop.test/s.xml", ["https://shop.test/s.xml"]),
        (
            r"User-agent: bee\nDisallow: /\nSITEMAP : http://a.test/1",
            ["http://a.test/1"],
        ),
        (
            r"Sitemap: http://a.test/1\nUser-agent: *\nSitemap: http://b.test/2",
            ["http://a.test/1", "http://b.test/2"],
        ),
        (r"Sitemap: http://a.test/1\nSitemap: http://A.test:80/1", ["http://a.test/1"]),
        (r"Site-map: http://a.test/1 # ours", ["http://a.test/1"]),
        (r"Sitemap: http://a.test/\xc3\xa9", ["http://a.test/%C3%A9"]),
        (r"Sitemap: /s.xml", []),
        (r"Sitemap: //a.test/s.xml", []),
        (r"Sitemap: ftp://a.test/s.xml", []),
        (r"Sitemap: http://", []),
        (r"Sitemap:", []),
        (r"# Sitemap: http://a.test/1", []),
    ],
)
def test_a_sitemap_line_is_an_absolute_address_anywhere(
    file: str, sitemaps: list[str]
) -> None:
    assert list(parse(octets(file), NAME).sitemaps) == sitemaps


def test_a_file_that_forbids_nothing_is_known_to() -> None:
    assert parse(rules("Allow: /a", "Disallow:", "Crawl-delay: 3"), NAME).allows_all
    assert not parse(rules("Allow: /", "Disallow: /a"), NAME).allows_all


LINE = st.sampled_from(
    [b"user-agent", b"disallow", b"allow", b"crawl-delay", b"sitemap", b"\xff"]
).flatmap(lambda key: st.binary(max_size=12).map(lambda value: key + b":" + value))


@given(st.lists(LINE | st.binary(max_size=30)).map(b"\n".join), st.text(max_size=20))
def test_nothing_that_a_server_sends_breaks_the_reader(body: bytes, path: str) -> None:
    for hostile in (body, b"user-agent: *\n" + body):
        assert parse(hostile, NAME).allows(f"/{path}") in (True, False)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_a_file_is_read_as_if_it_ended_behind_its_last_whole_line(
    body: bytes, largest: int
) -> None:
    lines = b"user-agent: *\n" + body.replace(b"\r", b"\n")
    cut = lines[:largest].rpartition(b"\n")[0] if len(lines) > largest else lines
    assert parse(lines, NAME, largest) == parse(cut, NAME, LARGEST_BYTES)


# What means something of its own, its escapes, and some plain characters.
PIECES = ["a", "b", "%61", ":", "%3A", "=", "%3d", "/", "?", "$", "%24", "%2A", "%"]
STAR_PATHS = st.lists(st.sampled_from([*PIECES, "*"]), max_size=6)
PLAIN_PATHS = st.lists(st.sampled_from([*PIECES, "%2F", "%3f"]), max_size=6)
RULE = st.tuples(
    st.booleans(),
    (STAR_PATHS | PLAIN_PATHS).map(lambda pieces: "/" + "".join(pieces)),
    st.sampled_from(["", "$"]),
)
PATH = st.lists(st.sampled_from([*PIECES, "*", "%2F", "%3f"]), max_size=8)


@given(st.lists(RULE, max_size=6), PATH.map(lambda pieces: "/" + "".join(pieces)))
def test_matching_equals_the_slow_and_plain_way(
    lines: list[tuple[bool, str, str]], path: str
) -> None:
    file = rules(
        *(f"{'Allow' if yes else 'Disallow'}: {rule}{end}" for yes, rule, end in lines)
    )
    assert parse(file, NAME).allows(path) == slowly_allowed(lines, path)


def slowly_allowed(lines: list[tuple[bool, str, str]], path: str) -> bool:
    """The standard's rule, one octet after the other."""
    best = (0, True)
    for allow, rule, end in lines:
        text = rule + end
        anchored = text.endswith("$")
        wanted = units(text.removesuffix("$"), in_rule=True)
        if fits(wanted, units(path, in_rule=False), anchored):
            best = max(best, (sum(map(length, wanted)) + anchored, allow))
    return best[1]


def units(text: str, *, in_rule: bool) -> list[str]:
    """Characters; those that differ from their escapes keep the `%`."""
    found: list[str] = []
    in_query = False
    while text:
        escaped = text[0] == "%" and len(text) > 2 and text[1:3].isalnum()
        char = chr(int(text[1:3], 16)) if escaped else text[0]
        text = text[3:] if escaped else text[1:]
        differs = char in "&=+" or (char in "/?" and not in_query)
        in_query = in_query or (char == "?" and not escaped)
        star = char == "*" and in_rule and not escaped
        found.append("any" if star else f"%{char}" if escaped and differs else char)
    return found


def length(unit: str) -> int:
    return 3 if unit[0] == "%" or unit in "*$" else 1


def fits(wanted: list[str], path: list[str], anchored: bool) -> bool:
    if not wanted:
        return not (path and anchored)
    if wanted[0] == "any":
        return any(fits(wanted[1:], path[n:], anchored) for n in range(len(path) + 1))
    return path[:1] == wanted[:1] and fits(wanted[1:], path[1:], anchored)
