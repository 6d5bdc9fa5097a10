"""One answer of the network as the crawl sees it: text, links, rights."""

from typing import TYPE_CHECKING

import msgspec

from extract.charset import decode
from extract.links import Link, links
from extract.page import Page
from extract.rights import Rights, rights

if TYPE_CHECKING:
    from scrapy.http import Response

_HTML = ("text/html", "application/xhtml+xml")
# A page that shows less text than this and runs scripts waits for a browser.
SHELL_TEXT = 200


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What the crawl needs of one answer."""

    content_type: str
    charset: str
    links: tuple[Link, ...] = ()
    rights: Rights = Rights()
    shell: bool = False


def read(response: "Response") -> Read:
    """Return what `response` holds; anything but HTML holds no links."""
    content_type = _header(response, "Content-Type")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML:
        return Read(content_type=kind, charset="")
    text, charset = decode(response.body, content_type)
    page = Page(response.url, text)
    found = tuple(links(page))
    named = {
        name.decode("latin-1"): _header(response, name) for name in response.headers
    }
    return Read(
        content_type=kind,
        charset=charset,
        links=found,
        rights=rights(page, named),
        shell=not found and _is_shell(page),
    )


def _is_shell(page: Page) -> bool:
    return bool(page.tree.css_first("script")) and len(page.text) < SHELL_TEXT


def _header(response: "Response", name: str | bytes) -> str:
    values = response.headers.getlist(name)
    return ", ".join(value.decode("latin-1") for value in values)
