"""The plain pages that troublesome hosts are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import msgspec

from crawler.sampleweb.dice import dice
from crawler.sampleweb.page import Page, PageTruth, Response
from crawler.sampleweb.render import Place, Sheet, file_page
from crawler.sampleweb.site import Maker, nowhere
from crawler.sampleweb.wire import HTML, Headers, whole
from crawler.sampleweb.wordlists import talk

TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Rooms:
    """The pages of one troublesome host, its own robots.txt, and what lies beyond."""

    makers: dict[str, Maker]
    robots: Maker | None = None
    beyond: Callable[[str], Page | None] = nowhere
    hidden: tuple[str, ...] = ()  # paths the home page does not link


@dataclass(frozen=True, slots=True)
class Draft:
    """A plain page and what is unusual about it."""

    note: str
    targets: tuple[tuple[str, str], ...] = ()  # link target, rel
    head: str = ""
    headers: Headers = ()
    status: int = 200
    more: str = ""  # HTML below the text


def written(place: Place, path: str, draft: Draft) -> tuple[bytes, PageTruth]:
    """Return body and truth of a plain page."""
    sheet = Sheet(
        place, path, title=f"{draft.note} | {place.host.title}", head=draft.head
    )
    throw = dice(place.settings.seed, place.host.name, path)
    said = " ".join(throw.sample(talk().paragraphs, 3))
    text = said.format(brand="Oakvendel", name="Grove 40", shop="Hearthlane",
                       category="garden", thing="lantern")  # fmt: skip
    links = "".join(f"<li>{sheet.a(to, to, rel)}</li>" for to, rel in draft.targets)
    main = f"<h1>{escape(draft.note)}</h1><p>{text}</p><ul>{links}</ul>{draft.more}"
    body = sheet.html(main).encode()
    truth = sheet.truth("home" if path == "/" else "trouble", draft.status)
    return body, msgspec.structs.replace(truth, note=draft.note)


def plain(place: Place, path: str, draft: Draft) -> Page:
    """Return a plain page with an ordinary response."""
    body, truth = written(place, path, draft)
    return Page(truth, whole(draft.status, body, HTML, draft.headers))


def sent(place: Place, path: str, note: str, response: Response) -> Page:
    """Return a page whose response is all there is to say about it."""
    return file_page(place, path, "trouble", response, note)


def room(place: Place, path: str, draft: Draft) -> dict[str, Maker]:
    """Return one plain page by its path."""
    return {path: lambda: plain(place, path, draft)}


def raw(
    place: Place, path: str, note: str, make: Callable[[bytes], Response]
) -> dict[str, Maker]:
    """Return one page whose body `make` puts on the wire in its own way."""

    def made() -> Page:
        body, truth = written(place, path, Draft(note))
        response = make(body)
        return Page(msgspec.structs.replace(truth, status=response.status), response)

    return {path: made}
