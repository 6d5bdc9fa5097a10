import gzip
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from frontier.lastmod import lastmod
from frontier.sitemaps import MOST_ENTRIES, Entry, Sitemap, may_name, read
from frontier.urls import canonical

URL = "https://shop.test/maps/sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
A, B = "https://shop.test/a", "https://shop.test/b"


def urlset(*entries: str) -> bytes:
    return f'<urlset xmlns="{NAMESPACE}">{"".join(entries)}</urlset>'.encode()


def loc(*urls: str) -> str:
    return "".join(f"<url><loc>{url}</loc></url>" for url in urls)


def pages(body: bytes) -> list[str]:
    return [entry.url for entry in read(body, URL).pages]


def test_an_entry_is_read_with_all_its_fields() -> None:
    fields = "<lastmod>2026-09-04</lastmod><changefreq>Daily</changefreq>"
    body = urlset(f"<url><loc> {A} </loc>{fields}<priority>0.8</priority></url>")
    entry = Entry(A, lastmod("2026-09-04"), "daily", 0.8)
    assert read(body, URL) == Sitemap([entry])


def test_nonsense_in_a_field_costs_the_field() -> None:
    fields = "<lastmod>soon</lastmod><changefreq>often</changefreq>"
    body = urlset(f"<url><loc>{A}</loc>{fields}<priority>11</priority></url>")
    assert read(body, URL) == Sitemap([Entry(A)])


def test_an_index_names_sitemaps() -> None:
    inner = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in (A, B, A))
    body = f'<sitemapindex xmlns="{NAMESPACE}">{inner}</sitemapindex>'.encode()
    assert read(body, URL) == Sitemap([], (A, B))


PREFIXED = (
    f'<s:urlset xmlns:s="{NAMESPACE}"><s:url><s:loc>{A}</s:loc></s:url></s:urlset>'
)
ALIEN = "<image:image><image:loc>http://img.test/1</image:loc></image:image>"
DTD = '<!DOCTYPE urlset [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "f">]>'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (urlset(loc(A, B)), [A, B]),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n" + urlset(loc(A)), [A]),
        (b"\n\n " + urlset(loc(A)), [A]),
        (f"<urlset>{loc(A)}</urlset>".encode(), [A]),
        (PREFIXED.encode(), [A]),
        (urlset(f"<url>{ALIEN}<loc>{A}</loc>{ALIEN}</url>"), [A]),
        (urlset(f'<url id="1"><loc lang="en">{A}</loc></url >'), [A]),
        (urlset(f"<url><loc><![CDATA[{A}?b&c]]></loc></url>"), [f"{A}?b&c"]),
        (urlset(f"<!-- {loc(B)} -->", loc(A)), [A]),
        (urlset(loc(f"{A}?b=1&amp;c=&#50;&#x33;")), [f"{A}?b=1&c=23"]),
        (urlset(loc(f"{A}?b=1&c=2&copy=3")), [f"{A}?b=1&c=2&copy=3"]),
        (urlset(loc(f"{A}?b=&#xD800;&#9999999;")), [f"{A}?b=&"]),
        (urlset(loc(f"{A}#part")), [A]),
        (urlset(loc("HTTPS://Shop.TEST:443/a")), [A]),
        (urlset(loc("/a")), [A]),
        (urlset(loc("https://shop.test/ü")), ["https://shop.test/%C3%BC"]),
        (urlset(loc("javascript:alert(1)", "ftp://a.test/", "http://", A)), [A]),
        (urlset("<url></url><url><loc/></url><url><loc> </loc></url>", loc(A)), [A]),
        (urlset(f"<url><loc>{A}</loc><loc>{B}</loc></url>"), [A]),
        (
            DTD.encode() + urlset(loc("&b;", f"{A}&x;", B)),
            [f"{URL[:23]}&b;", f"{A}&x;", B],
        ),
        (b"<urlset/>", []),
        (b"", []),
    ],
    ids=[
        "entries",
        "a mark and a declaration",
        "blanks before the root",
        "no namespace",
        "a prefix",
        "another vocabulary is passed over",
        "attributes",
        "CDATA",
        "comments are passed over",
        "escapes",
        "a bare ampersand",
        "an escape of no character",
        "a fragment",
        "canonical forms",
        "a relative address",
        "a letter past ASCII",
        "only the web",
        "empty entries",
        "two addresses in one entry",
        "entities are neither grown nor fetched",
        "an empty sitemap",
        "an empty file",
    ],
)
def test_a_sitemap_is_read_as_far_as_it_can_be(body: bytes, found: list[str]) -> None:
    assert pages(body) == found


@pytest.mark.parametrize("entity", ["&lol9;", "&file;"])
def test_an_entity_is_nothing_but_its_name(entity: str) -> None:
    grow = "".join(f'<!ENTITY lol{n + 1} "{f"&lol{n};" * 10}">' for n in range(9))
    dtd = (
        f'<!DOCTYPE u [<!ENTITY lol0 "lol">{grow}<!ENTITY file SYSTEM "/etc/passwd">]>'
    )
    sitemap = read(dtd.encode() + urlset(loc(f"{A}?{entity}")), URL)
    assert sitemap == Sitemap([Entry(f"{A}?{entity}")])


def test_what_a_declaration_holds_is_no_entry() -> None:
    dtd = f'<!DOCTYPE u [<!ENTITY u "{loc(B, B)}">]>'
    assert pages(dtd.encode() + urlset(loc(A))) == [A]


@pytest.mark.parametrize("field", ["{}", "<![CDATA[{}]]>"], ids=["text", "CDATA"])
def test_an_endless_field_is_not_read(field: str) -> None:
    endless = field.format(f"{A}{'a' * 10_000}")
    assert pages(urlset(loc(A, endless, B))) == [A, B]


RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<atom:link href="https://shop.test/rss" rel="self"/>
<item><title>A</title><link>https://shop.test/a</link>
  <description><![CDATA[<link>https://evil.test/</link>]]></description>
  <pubDate>Fri, 04 Sep 2026 12:00:00 GMT</pubDate></item>
<item><guid>https://shop.test/b</guid></item>
<item><guid isPermaLink="false">17</guid></item>
<link>https://shop.test/</link></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://shop.test/"/>
<entry><link rel="self" href="https://shop.test/a.atom"/>
  <link rel="alternate" href="https://shop.test/a"/>
  <published>2026-01-01</published><updated>2026-09-04T12:00:00Z</updated></entry>
<entry><link href='/b'/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="x" xmlns:dc="y"><item rdf:about="https://shop.test/a">
<link>https://shop.test/a</link><dc:date>2026-09-04T12:00Z</dc:date></item>
<item><link>https://shop.test/b</link></item></rdf:RDF>"""


@pytest.mark.parametrize("feed", [RSS, ATOM, RDF], ids=["RSS 2", "Atom", "RSS 1"])
def test_a_feed_names_pages_and_when_they_changed(feed: str) -> None:
    found = read(feed.encode(), URL)
    assert found == Sitemap([Entry(A, lastmod("2026-09-04T12:00Z")), Entry(B)])


def test_a_list_names_a_page_a_line() -> None:
    body = f"\ufeff{A}\r\n\r\n  {B}  \nhttp://\nnot a page\n".encode()
    pages = [Entry(A), Entry(B)]
    assert read(body, URL) == Sitemap(pages, (), ("2 entries have no web address",))


@pytest.mark.parametrize("body", [b"Not found", b'{"a": 1}', b"<html><p>No</p></html>"])
def test_what_is_no_sitemap_is_called_so(body: bytes) -> None:
    found = read(body, URL)
    assert not found.pages
    assert found.damage[0].startswith("is no sitemap")


MANY = [f"http://a.test/{n * 7919 % 104729}" for n in range(50)]
PLAIN = urlset(loc(*MANY))


@given(st.integers(0, len(PLAIN) - 1))
@example(len(PLAIN) - 1)
def test_a_cut_sitemap_gives_the_entries_that_are_whole(kept: int) -> None:
    found = read(PLAIN[:kept], URL)
    urls = [entry.url for entry in found.pages]
    assert urls == MANY[: len(urls)]
    assert len(urls) == sum(f">{url}<".encode() in PLAIN[:kept] for url in MANY)
    assert found.damage or not kept


def test_entries_past_the_limit_are_counted() -> None:
    urls = [f"http://a.test/{n}" for n in range(MOST_ENTRIES + 3)]
    told = ("3 past the limit of 50,000 left out",)
    for body in (urlset(loc(*urls)), "\n".join(urls).encode()):
        found = read(body, URL)
        assert (len(found.pages), found.damage) == (MOST_ENTRIES, told)


TAGS = "<urlset> <url> </url> <loc> </loc> <rss> <item> <link href=' <!-- --> <![CDATA["
PIECES = st.sampled_from(
    [*TAGS.split(), "]]>", "&amp;", "&#0;", "<", ">", " ", "\0", A]
)


@given(st.binary(max_size=60) | st.lists(PIECES).map(lambda p: "".join(p).encode()))
def test_nothing_that_a_server_sends_breaks_the_reader(body: bytes) -> None:
    for hostile in (body, gzip.compress(body), b"\x1f\x8b" + body, b"<" + body):
        for entry in read(hostile, URL).pages:
            assert canonical(entry.url) == entry.url


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))
LINKS = st.tuples(st.sampled_from(["http://a.test/", "https://b.test/?q="]), WORDS)


@given(st.lists(st.tuples(LINKS, WORDS)))
def test_what_is_well_formed_reads_as_a_parser_reads_it(
    entries: list[tuple[tuple[str, str], str]],
) -> None:
    inner = (
        f"<url><loc>{escape(''.join(link))}</loc><note>{escape(note)}</note></url>"
        for link, note in entries
    )
    body = urlset(*inner)
    parsed = ElementTree.fromstring(body).iter(f"{{{NAMESPACE}}}loc")  # noqa: S314
    assert pages(body) == [canonical((node.text or "").strip()) for node in parsed]


def named(origin: str) -> tuple[str, ...]:
    """What robots.txt of each origin says of sitemaps."""
    return (URL,) if origin == "https://friend.test" else ()


@pytest.mark.parametrize(
    ("page", "may"),
    [
        ("https://shop.test/maps/a", True),
        ("https://shop.test/other/folder", True),
        ("http://shop.test/a", True),
        ("https://friend.test/a", True),
        ("http://friend.test/a", False),
        ("https://www.shop.test/a", False),
        ("https://shop.test:81/a", False),
        ("https://evil.test/a", False),
        ("https://shop.test.evil.test/a", False),
    ],
)
def test_a_sitemap_speaks_for_its_host_and_for_those_who_name_it(
    page: str, may: bool
) -> None:
    assert may_name(URL, page, named) == may
