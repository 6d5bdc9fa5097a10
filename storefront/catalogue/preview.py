"""What a generated work's page shows of it: read from its post when publishing.

Beside the files of a work lies `works/<key>.reading`: its subtitle, the day it tells
of, the names of its chapters, and the chapters themselves as vetted mark-up. Of a work
that costs money only the first chapters are in it, so nothing that is served later
could give away more. A film gets its captions in the form that browsers read.
"""

import html
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec
from markupsafe import Markup

from storefront.catalogue.item import Guide
from storefront.catalogue.vetted import vetted
from storefront.texts import clean

SHOWN = 2
"""So many chapters can be read before a work is taken or bought."""
_LARGEST = 8_000_000
_LANGUAGE = re.compile(r'<html lang="([a-z]{2})"')
_ABOUT = re.compile(r'<meta name="description" content="([^"]*)"')
_HEAD = re.compile(r"</h1>\s*<p>(.*?)</p>", re.DOTALL)
_AS_OF = re.compile(r'<time datetime="([0-9]{4}-[0-9]{2}-[0-9]{2})"')
_CHAPTER = re.compile(
    r'<section aria-labelledby="(?P<name>[a-z0-9-]{1,64})">\s*<h2[^>]*>(?P<title>.*?)</h2>'
    r"(?P<body>.*?)</section>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")
_PAGES = re.compile(r'<td class="work-figure">([0-9]{1,9})</td>')
_CUE_TIME = re.compile(r"(\d\d:\d\d:\d\d),(\d{3})")


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """One chapter; `body` is mark-up that was vetted."""

    name: str
    title: str
    body: str

    @property
    def markup(self) -> Markup:
        """The body, for a template that escapes all else."""
        # S704: `body` was written by `vetted`, and lies in a snapshot that was verified.
        return Markup(self.body)  # noqa: S704


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What can be read of a work in the shop; `contents` names all its chapters."""

    language: str = "en"
    about: str = ""
    subtitle: str = ""
    as_of: date | None = None
    contents: tuple[str, ...] = ()
    sources: int = 0
    chapters: tuple[Chapter, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all of the work is here."""
        return len(self.chapters) == len(self.contents)


def write_all(folder: Path, guides: Iterable[Guide]) -> None:
    """Put beside the files of `guides` in `folder` what their pages show of them."""
    for guide in guides:
        write(folder, guide.generated_key, free=guide.price_minor == 0)


def write(folder: Path, key: str, *, free: bool) -> None:
    """Put into `folder` what the page of the work `key` shows, from its files there.

    Its post (or html) gives the reading, its srt the captions.
    """
    post, srt = _first_of(folder, key, "post", "html"), _first_of(folder, key, "srt")
    if post is not None and post.stat().st_size <= _LARGEST:
        text = post.read_text(encoding="utf-8", errors="replace")
        reading = msgspec.json.encode(read(text, free=free))
        (folder / f"{key}.reading").write_bytes(reading)
    if srt is not None:
        told = srt.read_text(encoding="utf-8", errors="replace")
        (folder / f"{key}.vtt").write_text(captions(told), encoding="utf-8")


def _first_of(folder: Path, key: str, *forms: str) -> Path | None:
    files = (folder / f"{key}.{form}" for form in forms)
    return next((file for file in files if file.is_file()), None)


def opened(file: Path | None) -> Reading:
    """Return the reading that `file` holds; an empty one where there is none."""
    if file is None or not file.is_file():
        return Reading()
    return msgspec.json.decode(file.read_bytes(), type=Reading)


def read(post: str, *, free: bool) -> Reading:
    """Return what the shop shows of the work whose post is `post`."""
    found = list(_CHAPTER.finditer(post))
    shown = found if free else found[:SHOWN]
    sources = next((one["body"] for one in found if one["name"] == "sources"), "")
    return Reading(
        language=_first(_LANGUAGE, post) or "en",
        about=_plain(_first(_ABOUT, post), 300),
        subtitle=_plain(_first(_HEAD, post), 200),
        as_of=_day(_first(_AS_OF, post)),
        contents=tuple(_plain(one["title"], 200) for one in found),
        sources=sum(int(count) for count in _PAGES.findall(vetted(sources))),
        chapters=tuple(
            Chapter(
                name=one["name"],
                title=_plain(one["title"], 200),
                body=vetted(one["body"]),
            )
            for one in shown
        ),
    )


def captions(srt: str) -> str:
    """Return captions as WebVTT; a line of a cue never becomes a setting or a tag."""
    cues = []
    for block in re.split(r"\n\s*\n", srt.replace("\r", "").strip()):
        lines = block.split("\n")
        at = next((n for n, line in enumerate(lines) if _CUE_TIME.match(line)), None)
        if at is not None:
            times = " --> ".join(
                ".".join(one.groups()) for one in _CUE_TIME.finditer(lines[at])
            )
            said = [html.escape(line, quote=False) for line in lines[at + 1 :]]
            cues.append("\n".join((times, *said)))
    return "\n\n".join(("WEBVTT", *cues)) + "\n"


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _plain(markup: str, limit: int) -> str:
    return clean(html.unescape(_TAG.sub("", markup)), limit) or ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
