"""The main text of pages: what is there for its readers, and nothing beside it."""

import numpy as np
import pytest

from extract.page import Page, parse
from extract.text.kind import KINDS, chances
from extract.text.layout import Layout
from extract.text.maintext import cut, main_text, room

_PARAGRAPHS = """The old lighthouse at the end of the pier was switched off on Monday, after
 more than a hundred and twenty years in which it had guided ships into the harbour.
Its keeper, who has lived on the rock since her childhood, said that she would miss
 the sound of the lamp turning at night, and the letters of those who saw it.
The town wants to make a museum of the tower, but the money is not there yet, and
 the council will talk about it again in the spring, a speaker said on Tuesday.
Until then a small light on a buoy, which is run from an office inland, will show
 the way, as it does in most of the harbours along the northern coast by now.
""".replace("\n ", " ").splitlines()
_FRAME = """<html lang=en><head><title>Lighthouse goes dark - Harbour News</title></head>
<body><header><nav><ul><li><a href=/>Home</a><li><a href=/sport>Sport</a><li><a
 href=/weather>Weather</a></ul></nav></header><main><article class="post">
<h1>Lighthouse goes dark</h1>{text}</article></main><aside class="related"><h3>More
 from us</h3><ul><li><a href=/1>Ten harbours to see this summer</a><li><a href=/2>Ferry
 late again on Tuesday</a></ul></aside><footer><p>Copyright Harbour News. All rights
 reserved. <a href=/imprint>Imprint</a></p></footer></body></html>"""


def _text(page: Page) -> str:
    return main_text(page.layout, chances(page)).text


def _article() -> Page:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS)
    return parse(
        "https://news.test/2026/lighthouse-dark", _FRAME.format(text=text).encode()
    )


def test_an_article_is_its_paragraphs() -> None:
    lines = _text(_article()).split("\n")
    assert [line for line in lines if line in _PARAGRAPHS] == _PARAGRAPHS


@pytest.mark.parametrize("beside", ["Sport", "Ten harbours", "Copyright", "Imprint"])
def test_what_stands_beside_an_article_is_left_out(beside: str) -> None:
    assert beside not in _text(_article())


def test_a_page_without_a_text_has_none() -> None:
    for body in (b"", b"<p>", b"<title>t</title>", b"<ul><li><a href=/>Home</a></ul>"):
        page = parse("https://news.test/", body)
        assert _text(page) == ""


def test_confidence_is_higher_where_the_text_is_clear() -> None:
    clear, bare = _article(), parse("https://news.test/", b"<a href=/>Home</a><p>Hi")
    assert main_text(clear.layout, chances(clear)).confidence > 0.8
    assert main_text(bare.layout, chances(bare)).confidence < 0.5


def test_an_article_takes_what_is_likely_and_a_table_what_there_is() -> None:
    layout = _article().layout
    held = _cut(layout, [0.9] * 6 + [0.6] * (len(layout.lines) - 6))
    assert 0.6 < held <= 0.9
    assert _cut(layout, [0.9] + [0.6] * (len(layout.lines) - 1)) <= 0.6


def _cut(layout: Layout, likely: list[float]) -> float:
    article = np.array([kind == "article" for kind in KINDS]) * 0.5
    return cut(layout, room(np.array(likely, np.float32), article))
