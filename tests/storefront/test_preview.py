import json
import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from storefront.catalogue import preview
from storefront.catalogue.vetted import vetted

POST = """<!doctype html><html lang="de"><head>
<meta name="description" content="A guide &amp; more"><title>T</title></head><body><article>
<header><p class="soft">Shop</p><h1>Kettles</h1><p>7 compared</p>
<p class="soft">As of <time datetime="2026-11-22">22 November</time></p></header>
{chapters}</article></body></html>"""
CHAPTER = '<section aria-labelledby="{0}">\n<h2 id="{0}">{1}</h2>{2}</section>\n'
SOURCES = (
    '<td>a.test</td><td class="figure">397</td><td>b.test</td><td class="figure">3</td>'
)
HOSTILE = (
    "<script>alert(1)</script>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<p onclick=alert(1)>x</p>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<rect width="1" onload="alert(1)"/>',
    "<svg><foreignObject><iframe srcdoc='x'></iframe></foreignObject></svg>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<p style='position:fixed'>x",
    "<form><input name=q><button>x</button></form>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<![bad[<img src=x onerror=alert(1)>",
    '<p id="x" class="foot masthead">x</p>',
)
ALLOWED = {
    *("html", "head", "body", "p", "h3", "h4", "ul", "ol", "li", "a", "strong", "em"),
    *("blockquote", "div", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("figure", "figcaption", "svg", "rect", "time"),
}


def post(*chapters):
    return POST.format(chapters="".join(CHAPTER.format(*one) for one in chapters))


WORK = post(
    ("first", "At a glance", "<p>One</p>"),
    ("second", "More &gt; less", "<h3 id='more-1'>In it</h3><p>Two</p>"),
    ("third", "Dear words", "<p>Paid for</p>"),
    ("sources", "Sources", f"<table><tbody><tr>{SOURCES}</tr></tbody></table>"),
)


@pytest.mark.requirement(8)
@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_markup_leaves_nothing_that_acts(markup):
    tree = LexborHTMLParser(vetted(markup))
    nodes = [node for node in tree.root.traverse() if node.tag not in {None, "-text"}]
    assert {node.tag for node in nodes} <= ALLOWED
    names = {name for node in nodes for name in node.attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert "javascript" not in " ".join(
        node.attributes.get("href", "") for node in nodes
    )


def test_what_is_vetted_twice_stays_as_it_is_but_for_its_marks():
    once = vetted(
        "<p>a &lt;b&gt; & c<ul><li>d</ul><svg viewBox='0 0 100 6'><rect width='3'/></svg>"
    )
    assert vetted(once) == once
    assert "a &lt;b&gt; &amp; c" in once


def test_a_box_that_scrolls_can_be_reached_by_keyboard():
    assert vetted('<div class="wide">x</div>') == (
        '<div class="work-wide" tabindex="0">x</div>'
    )


def test_links_lead_out_and_say_so():
    assert vetted('<a href="https://a.test/x?a=1&amp;b=2">a</a>') == (
        '<a href="https://a.test/x?a=1&amp;b=2" rel="nofollow sponsored noopener">a</a>'
    )


def test_a_post_is_read_with_its_chapters_day_and_sources():
    reading = preview.read(WORK, free=True)
    assert reading.contents == ("At a glance", "More > less", "Dear words", "Sources")
    assert (reading.language, reading.about) == ("de", "A guide & more")
    assert (reading.subtitle, str(reading.as_of)) == ("7 compared", "2026-11-22")
    assert reading.sources == 400
    assert reading.whole


def test_of_a_work_that_costs_money_only_the_first_chapters_are_kept(tmp_path):
    (tmp_path / "key.html").write_text(WORK)
    preview.write(tmp_path, "key", free=False)
    kept = (tmp_path / "key.reading").read_text()
    assert "Paid for" not in kept
    assert len(json.loads(kept)["chapters"]) == preview.SHOWN
    reading = preview.opened(tmp_path / "key.reading")
    assert len(reading.contents) == 4
    assert not reading.whole


@pytest.mark.parametrize("broken", ["", "\x00\xff", "<section", WORK[:300]])
def test_a_broken_post_gives_a_short_reading_and_no_error(broken):
    assert preview.read(broken, free=True).chapters == ()


def test_a_work_without_a_post_can_be_opened(tmp_path):
    assert preview.opened(tmp_path / "none.reading") == preview.Reading()
    assert preview.opened(None).chapters == ()


def test_captions_become_what_browsers_read():
    srt = "1\r\n00:00:01,500 --> 00:00:02,000 align:start\r\n<b>Hi</b> & you\r\nthere\r\n\r\n2\r\nbroken\r\n"
    told = preview.captions(srt)
    assert told == (
        "WEBVTT\n\n00:00:01.500 --> 00:00:02.000\n&lt;b&gt;Hi&lt;/b&gt; &amp; you\nthere\n"
    )
    assert re.match("WEBVTT\n", told)
