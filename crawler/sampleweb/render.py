"""Writes HTML and remembers each link it wrote, so that the manifest tells the truth."""

from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from html import escape
from urllib.parse import urljoin

import msgspec

from crawler.sampleweb.hosts import HOSTS, Host
from crawler.sampleweb.page import Page, PageKind, PageTruth, Response
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.wire import validated, whole

attr = partial(escape, quote=True)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:0 1rem;"
    "color:#222}header,footer{display:flex;gap:1rem;flex-wrap:wrap;padding:1rem 0}"
    "nav a{margin-right:.8rem}.grid{display:grid;gap:1rem;list-style:none;padding:0;"
    "grid-template-columns:repeat(auto-fill,minmax(14rem,1fr))}.price{font-weight:600}"
    "th{text-align:left;padding-right:1.5rem;font-weight:500}del{color:#777}"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A host as its pages see it: where it is and what stands on every page."""

    host: Host
    settings: WebSettings
    nav: tuple[tuple[str, str, str], ...] = ()  # path, text, rel
    footer: tuple[tuple[str, str, str], ...] = ()
    small_print: str = ""
    disallow: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Return scheme, name and port of this host."""
        return self.at(self.host.name)

    def at(self, name: str, path: str = "") -> str:
        """Return the URL of `path` on the host called `name`."""
        return f"http://{HOSTS[name].name}:{self.settings.port}{path}"

    def allows(self, path: str) -> bool:
        """Tell whether robots.txt lets crawlers fetch `path`."""
        return not path.startswith(self.disallow) if self.disallow else True


@dataclass(slots=True)
class Sheet:
    """One page while it is being written."""

    place: Place
    path: str
    title: str = ""
    language: str = ""
    head: str = ""  # more of <head>
    links: dict[str, None] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return the absolute address of this page."""
        return self.place.origin + self.path

    def a(self, target: str, text: str, rel: str = "", extra: str = "") -> str:
        """Return a link and remember it."""
        self.links[self.absolute(target)] = None
        said = f' rel="{rel}"' if rel else ""
        return f'<a href="{attr(target)}"{said}{extra}>{escape(text)}</a>'

    def absolute(self, target: str) -> str:
        """Return the URL that `target` means on this page."""
        if target.startswith("/"):
            return self.place.origin + target
        return target if target.startswith("http:") else urljoin(self.url, target)

    def html(self, main: str) -> str:
        """Return the whole document around `main`."""
        place = self.place
        language = self.language or place.host.language
        top = "".join(self.a(path, text, rel) for path, text, rel in place.nav)
        bottom = "".join(self.a(path, text, rel) for path, text, rel in place.footer)
        return (
            f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{escape(self.title)}</title>\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<style>{_STYLE}</style>\n{self.head}</head>\n<body>\n"
            f"<header>{self.a('/', place.host.title)}<nav>{top}</nav></header>\n"
            f"<main>\n{main}\n</main>\n<footer><nav>{bottom}</nav>"
            f"<p>{escape(place.small_print)}</p></footer>\n</body>\n</html>\n"
        )

    def truth(self, kind: PageKind, status: int = 200) -> PageTruth:
        """Return what is true of this page as written so far."""
        return PageTruth(
            url=self.url,
            host=self.place.host.name,
            path=self.path,
            kind=kind,
            status=status,
            language=self.language or self.place.host.language,
            links=tuple(self.links),
            robots_allowed=self.place.allows(self.path),
        )

    def page(self, kind: PageKind, main: str, status: int = 200) -> Page:
        """Return the finished page."""
        body = self.html(main).encode()
        if status != 200 or not self.place.host.says_etag:
            return Page(self.truth(kind, status), whole(status, body))
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        return Page(self.truth(kind), validated(body, etag, ""))


def file_page(
    place: Place, path: str, kind: PageKind, response: Response, note: str = ""
) -> Page:
    """Return a page that is not HTML and links to nothing."""
    truth = PageTruth(
        url=place.origin + path,
        host=place.host.name,
        path=path,
        kind=kind,
        status=response.status,
        language="",
        robots_allowed=place.allows(path),
        note=note,
    )
    return Page(truth, response)


def script_json(value: object, marks: str) -> str:
    """Return `value` as JSON in a <script> with the attributes `marks`."""
    # "</" would end the script element early.
    text = msgspec.json.encode(value).decode().replace("</", "<\\/")
    return f"<script {marks}>{text}</script>\n"


def table(rows: list[tuple[str, str]]) -> str:
    """Return a table of names and values."""
    lines = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>"
        for name, value in rows
    )
    return f"<table>{lines}</table>"
