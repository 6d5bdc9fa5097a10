"""Pages that lie about their charset, and pages whose markup is broken."""

import re

import msgspec

from crawler.sampleweb.page import Page, Response
from crawler.sampleweb.render import Place
from crawler.sampleweb.site import Maker
from crawler.sampleweb.trouble.plain import Draft, Rooms, raw, written
from crawler.sampleweb.wire import whole

_META = '<meta charset="utf-8">'
_WORDS = "<p>Grüße aus Köln: Käse, crème brûlée, naïve façade.</p>"
_TAG_END = re.compile(rb"</(p|li|ul|h1|main|nav)>")


def rooms(place: Place) -> Rooms:
    """Return the host whose pages are garbled."""
    makers: dict[str, Maker] = {}
    html = "text/html; charset="
    for path, note, declared, meta, codec in (
        ("/latin1-as-utf8", "Latin-1 bytes declared as UTF-8", html + "utf-8", "", "latin-1"),
        ("/utf8-as-latin1", "UTF-8 bytes declared as Latin-1", html + "iso-8859-1", "", "utf-8"),
        ("/meta-only", "charset in a meta element alone", "text/html", "windows-1252", "cp1252"),
        ("/nowhere", "no charset declared", "text/html", "", "utf-8"),
        ("/unknown", "a charset nobody knows", html + "klingon-8", "", "utf-8"),
        ("/utf16", "UTF-16 with a byte order mark", "text/html", "", "utf-16"),
        ("/bom", "a byte order mark against the header", html + "latin1", "", "utf-8-sig"),
        ("/shift-jis", "Shift JIS", html + "shift_jis", "", "shift_jis"),
    ):  # fmt: skip
        makers[path] = _page(
            place, path, Draft(note, more=_WORDS), (declared, meta, codec)
        )
    makers |= raw(place, "/broken", "unclosed elements and bare attributes", _broken)
    makers |= raw(place, "/nul", "NUL bytes in the markup", _nul)
    return Rooms(makers)


def _page(place: Place, path: str, draft: Draft, said: tuple[str, str, str]) -> Maker:
    declared, meta, codec = said

    def made() -> Page:
        body, truth = written(place, path, draft)
        mark = f'<meta charset="{meta}">' if meta else ""
        text = body.decode().replace(_META, mark)
        packed = text.encode(codec, "xmlcharrefreplace")
        return Page(msgspec.structs.replace(truth), whole(200, packed, declared))

    return made


def _broken(body: bytes) -> Response:
    spoiled = _TAG_END.sub(b"", body).replace(b'="', b"=").replace(b'">', b">")
    return whole(200, spoiled.replace(b"</body>", b"<b><i></b></i>< a href='/'>"))


def _nul(body: bytes) -> Response:
    return whole(200, body.replace(b"<p>", b"<p>\0"))
