"""Pages that try to stop their reader: cut, nested, flooded, broken in every way we know.

Each is a small seed and a few changes, drawn by number: the same number is always the same
page. `giants` are those of tens of megabytes.
"""

import random
from collections.abc import Callable, Iterator

SEEDS = (
    """<!doctype html><html lang=de><head><title>Lampe L7 | Laden</title>
<meta property="og:title" content="Lampe L7"><meta property="og:image" content="/1.jpg">
<link rel=canonical href="/p/7"><script type="application/ld+json">{"@context":
"https://schema.org","@type":"Product","name":"Lampe L7","sku":"L7-99","gtin13":
"4006381333931","brand":{"@type":"Brand","name":"Lux"},"offers":{"@type":"Offer",
"price":"19.90","priceCurrency":"EUR","availability":"https://schema.org/InStock"}}
</script></head><body><nav><a href=/>Start</a> <a href=/lampen>Lampen</a></nav>
<main><h1>Lampe L7</h1><p class=price><s>25,00 €</s> <b>19,90 €</b></p>
<button>In den Warenkorb</button><table><tr><th>Farbe<td>Rot<tr><th>Art.-Nr.<td>L7-99
</table><p>Eine Lampe, die leuchtet.</main></body></html>""",
    """<html><head><title>How we test lamps</title><meta name=author content="Ada Byron">
<meta property="article:published_time" content="2026-10-01T08:00:00Z"></head><body>
<article><h1>How we test lamps</h1><p class=byline>By Ada Byron, October 1, 2026</p>
<p>We switch each lamp on and off ten thousand times, and count.</p><p>Then we read the
counter.</p></article><aside><a href=/a/1>More</a></aside><footer>ada@lab.test</footer>""",
    """<html itemscope itemtype="https://schema.org/Product"><body><h1 itemprop=name>Kettle
</h1><div itemprop=offers itemscope itemtype="https://schema.org/Offer"><meta
itemprop=priceCurrency content=USD><span itemprop=price>$1,299.00</span></div><script>
window.__STATE__ = {"product": {"name": "Kettle", "price": 1299, "sku": "K-1"}};
dataLayer.push({'ecommerce': {'detail': {'products': [{'name': 'Kettle', 'id': 'K-1'}]}}})
</script>""",
    """<html><head><title>Affiliate programme</title></head><body><h1>Become a partner</h1>
<p>Earn 30% commission for every sale. Our cookie lasts 90 days. Payouts are monthly by
PayPal, minimum $50.</p><table><tr><th>Merchant<th>Commission<tr><td>Lux<td>12%</table>
<a href="https://app.impact.com/join">Join our affiliate programme</a>""",
)  # fmt: skip
_NASTY = (
    "<!--", "<![CDATA[", "<script>", "</script>", "<style>", "<title>", "<textarea>",
    "<plaintext>", "<svg><style>", "<math><mi>", "<table><tr><td>", "<select><option>",
    "<template>", "<noscript>", "<frameset>", "\0", "\ufeff", "\u202e", "\ud800", "&", "&#",
    "&#x110000;", "&#0;", "&#xD800;", "&amp" * 9, '"', "'", "<a href='", "<p class=\"",
    '<script type="application/ld+json">{"@type":"Product","name":"', "<!doctype", "<?xml",
    '{"@id":"#a","@type":"Product","offers":{"@id":"#a"}}', "]]>", "--!>", "</", "<", "\r",
    "<base href='http://[::1'>", "<a href='http://a.test:99999999/'>x</a>", "\x1b[2J",
    "<meta http-equiv=refresh content='0;url=javascript:1'>", "<meta charset=utf-16>",
    "1.999.999.999,99 €", "9" * 400, "1e999999", "€" * 99, "12.12.2026" * 9, "-" * 300,
)  # fmt: skip
_TYPES = (
    None, "text/html", "text/html; charset=utf-16", "text/html; charset=shift_jis",
    "text/html; charset=utf-7", "text/html; charset=", "text/html; charset=big5",
    "application/xhtml+xml", "text/html; charset=\0",
)  # fmt: skip
# What costs a careless pattern the square of its length, or more.
_FLOODS = (
    "1", "1.", "1,", "1 ", "1'", "€1", "1€ ", "$", "12/", "12-12-", "2026-", "Jan ", "1 Jan ",
    "a@", "a@b.", "a.", "@", "a-", "http://", "www.a", "%20", "/a", "?a=b&", "&#65;", "&amp;",
    "&lt", "<", ">", "</", "<a", "<a ", "<a>", "<a b", "<a b=", "<p>", "<b>", "<i></i>", "<!",
    "<!-", "<!---->", "<br>", "<td>", "<li>x", "<h1>", "<h1>x</h1>", "<div>", "</div>", " ",
    "\n", "\t \n", "\u00a0", "x", "x ", "x, ", "A ", "By A ", "SKU: ", "SKU: 1 ", "Brand: ",
    "ean", "gtin 4006381333931 ", "price ", "price: 1 ", "10% ", "commission ", "cookie 1 ",
    "30 days ", "minimum $", "out of ", "sold out ", "in stock ", "in ", "(", "((", "[", "{",
    "{}", "[]", "{[", '"', "'", '"a":', "{a:", "\\", "\\u", "\\\"", "/*", "*/", "//", "`", "${",
    "=", "==", ";", "var a=", "window.a={", "dataLayer.push({", "JSON.parse('", "\0", "ü", "漢",
    "\U0001f600", "\u0300", "\u200b", "ß", "İ", "<s>1</s>", "<b>1€</b>", "<a href=/p/1>1€</a>",
    "<img src=1>", "<meta name=a content=b>", "<link rel=canonical href=/>", "<option>1",
    "<svg>", "<math>", "<font>", "<nobr>", "<a><table>", "<b><p>", "<template>", "<title>",
    "<p itemprop=price>1", "<p itemscope>", "<p itemscope itemtype=x itemprop=offers>",
    "<p typeof=Product>", "<p vocab=x typeof=Offer property=offers>", "<p property=price>",
)  # fmt: skip
_WRAPS = (
    "{}", "<p>{}</p>", "<h1>{}</h1>", "<title>{}</title>", "<p class='{}'>", "<a href='{}'>x",
    "<script>{}</script>", '<script type="application/ld+json">{}</script>', "<p {}>", "<!--{}",
    "<script>window.S={{'a':'{}</script>", "<meta property='og:title' content='{}'>",
    '<script type="application/ld+json">{{"@type":"Product","name":"{}"}}</script>',
    "<b class=price>{}</b>", "<table><tr><th>SKU<td>{}</table>", "<style>{}</style>",
    '<script id=__NEXT_DATA__ type="application/json">{}</script>', "<p itemprop=name>{}</p>",
)  # fmt: skip

Document = tuple[str, bytes, str | None]
Change = Callable[[random.Random, str], str]


def documents(first: int, count: int) -> Iterator[Document]:
    """Yield `count` pages of at most some hundred kilobytes: name, body, type."""
    for number in range(first, first + count):
        draw = random.Random(number)  # noqa: S311 # no secret: the page has to come again
        text = draw.choice(SEEDS)
        changes = [draw.choice(_CHANGES) for _ in range(draw.randint(1, 3))]
        for change in changes:
            text = change(draw, text)[:400_000]
        name = f"{number}:{'+'.join(one.__name__.strip('_') for one in changes)}"
        yield name, _bytes(draw, text), draw.choice(_TYPES)


def _cut(draw: random.Random, text: str) -> str:
    return text[: draw.randrange(len(text) + 1)]


def _sprinkle(draw: random.Random, text: str) -> str:
    for _ in range(draw.randint(1, 30)):
        at = draw.randrange(len(text) + 1)
        text = text[:at] + draw.choice(_NASTY) + text[at:]
    return text


def _shuffle(draw: random.Random, text: str) -> str:
    pieces = text.split("<")
    draw.shuffle(pieces)
    return "<".join(pieces)


def _repeat(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    piece = text[at : at + draw.choice((1, 7, 60, 400))]
    return text[:at] + piece * draw.choice((10, 300, 3_000)) + text[at:]


def _flood(draw: random.Random, text: str) -> str:
    unit = draw.choice(_FLOODS)
    wrapped = draw.choice(_WRAPS).format(
        unit * (draw.choice((3_000, 60_000)) // len(unit))
    )
    at = draw.randrange(len(text) + 1)
    return text[:at] + wrapped + text[at:]


def _mixed_flood(draw: random.Random, text: str) -> str:
    units = [draw.choice(_FLOODS) for _ in range(draw.randint(2, 4))]
    whole = "".join(draw.choice(units) for _ in range(10_000))
    return text + draw.choice(_WRAPS).format(whole)


def _nest(draw: random.Random, text: str) -> str:
    tag = draw.choice(
        ("div", "b", "p", "table", "a", "ul><li", "svg", "x-y", "font", "form")
    )
    return text + f"<{tag}>" * draw.choice((50, 2_000, 20_000)) + draw.choice(SEEDS)


def _attributes(draw: random.Random, text: str) -> str:
    many = " ".join(f"a{number}={number}" for number in range(draw.choice((99, 9_999))))
    return f"<div {many}>" + text


def _bomb(draw: random.Random, text: str) -> str:
    size = draw.choice((100, 4_000))
    said = draw.choice(
        (
            '{"a":' * size + "1" + "}" * size,
            "[" * size + "]" * draw.choice((0, size)),
            "[" + ",".join('{"@type":"Product","name":"n"}' for _ in range(size)) + "]",
            "[" + ",".join(f'{{"@id":"#{n}","offers":{{"@id":"#{n + 1}"}}}}' for n in range(size)) + "]",
            '{"@type":"Product","name":"n","@id":"#a","hasVariant":{"@id":"#a"},"offers":{"@id":"#a"}}',
            '{"@graph":[' * size,
            '{"@type":"Product","name":"' + "\\u0041" * size,
            '{"@type":["Product"],"offers":[' + '{"price":"1","priceCurrency":"EUR"},' * size + "]}",
            '{"@type":"Product","name":"n","price":' + "9" * size + "}",
            '{"@type":"ProductGroup","name":"n","hasVariant":['
            + ",".join(f'{{"@type":"Product","sku":"{n}","offers":{{"price":{n},"priceCurrency":"EUR"}}}}' for n in range(size)) + "]}",
        )
    )  # fmt: skip
    kind = draw.choice(("application/ld+json", "application/json", "text/javascript"))
    return f"<script type='{kind}'>{said}</script>{text}"


def _doubled(draw: random.Random, text: str) -> str:
    piece = draw.choice(_NASTY) + draw.choice(_FLOODS)
    while len(piece) < draw.choice((1_000, 100_000)):
        piece += piece
    return text[: len(text) // 2] + piece + text[len(text) // 2 :]


_CHANGES: tuple[Change, ...] = (
    _cut, _sprinkle, _shuffle, _repeat, _flood, _flood, _flood, _mixed_flood, _nest,
    _attributes, _bomb, _doubled,
)  # fmt: skip


def _bytes(draw: random.Random, text: str) -> bytes:
    coded = draw.choice(("utf-8", "utf-8", "utf-8", "utf-16", "latin-1", "shift_jis"))
    body = bytearray(
        text.encode(coded, "surrogatepass" if "utf" in coded else "replace")
    )
    for _ in range(draw.choice((0, 0, 5, 500))):
        if body:
            body[draw.randrange(len(body))] = draw.randrange(256)
    return bytes(body)


def giants(size: int) -> Iterator[Document]:
    """Yield pages of about `size` bytes, each of one thing alone."""
    units = {
        "text": "Words of a long text, one after another. ",
        "line": "x",
        "tags": "<p>a</p>",
        "links": "<a href=/p/1>one</a> ",
        "cells": "<tr><td>1<td>19,90 €",
        "deep": "<div>",
        "masked": "<div></x>",
        "entities": "&amp;&#8364;&notit;",
        "prices": "19,90 € ",
        "dates": "12.12.2026 12:12 ",
        "mails": "a.b@c.test ",
        "nulls": "\0",
        "comment": "<!-- x ",
        "attributes": "<p a=1 b=2 c=3>",
        "names": "a=1 ",
        "opened": "<",
        "formats": "<b><i><a href=/>",
        "headings": "<h1>Lamp 19,90 €</h1>",
        "items": "<p itemscope itemprop=offers itemtype=http://schema.org/Offer>",
        "blocks": '<script type="application/ld+json">{"@type":"Product"}</script>',
        "wide": "漢字かな",
    }
    for name, unit in units.items():
        whole = unit * (size // len(unit.encode()))
        opening = "<p " if name == "names" else ""
        yield name, (SEEDS[0] + opening + whole + SEEDS[1]).encode(), "text/html"
    for name, start, unit in (
        ("script", "<script>", "var a = {'price': 1}; "),
        ("json", '<script type="application/ld+json">[', '{"@type":"Product","name":"n"},'),
        ("state", "<script>window.__STATE__={'a':[", "{'sku':'1','price':1,'name':'Lampe L7'},"),
        ("value", "<p class='", "price "),
        ("title", "<title>", "Lamp 7 "),
        ("heading", "<h1>", "Lamp 7 "),
        ("meta", "<meta property='og:title' content='", "Lamp 7 "),
    ):  # fmt: skip
        whole = start + unit * (size // len(unit))
        yield name, (whole + SEEDS[0]).encode(), "text/html"
