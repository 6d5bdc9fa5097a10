"""What a crawl takes from an answer at once: its links, its rights, whether it is empty.

Everything else waits for the extract stage, which reads the stored body.
"""

from collections.abc import Mapping

import msgspec

from extract.linking.links import Links, columns, links
from extract.linking.quick import is_utf8, read
from extract.markup.charset import as_utf8
from extract.parsed import Parsed
from extract.rights import Rights, rights
from extract.shell import SHELL_LINKS, is_shell

__all__ = ["LOOKED_AT", "Glance", "Links", "glance"]

# The headers that are looked at, of all that an answer may have.
LOOKED_AT = ("content-type", "x-robots-tag", "tdm-reservation")
_HTML = ("text/html", "application/xhtml+xml")


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """What the crawl needs of one answer; `links` is None where there are none."""

    content_type: str
    charset: str
    links: Links | None = None
    rights: Rights = Rights()
    shell: bool = False


def glance(url: str, body: bytes, headers: Mapping[str, str]) -> Glance:
    """Return what `body` holds; anything but HTML holds no links.

    Names in `headers` are in lower case, several values of one joined by commas.
    """
    content_type = headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML:
        return Glance(content_type=kind, charset="")
    text, charset = as_utf8(body, content_type, is_utf8)
    found = read(url, text, headers)
    if found is not None and not _may_be_shell(found.links, text):
        return Glance(
            content_type=kind, charset=charset, links=found.links, rights=found.rights
        )
    return _parsed(url, text, headers, (kind, charset))


def _parsed(
    url: str, text: bytes, headers: Mapping[str, str], named: tuple[str, str]
) -> Glance:
    """Return what the parser finds in `text`."""
    page = Parsed(url, text)
    found = columns(links(page))
    return Glance(
        content_type=named[0],
        charset=named[1],
        links=found if len(found) else None,
        rights=rights(page, headers),
        shell=len(found) <= SHELL_LINKS and is_shell(page),
    )


def _may_be_shell(found: Links, text: bytes) -> bool:
    """Return whether a look at the tree is worth it: one page in forty is so bare."""
    return len(found) <= SHELL_LINKS and (b"<script" in text or b"<SCRIPT" in text)
