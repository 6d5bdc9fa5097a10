"""Pages that reserve rights: robots meta and header, nofollow, TDM reservation, licence."""

from typing import TYPE_CHECKING

from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place, file_page
from crawler.sampleweb.trouble.plain import Draft, Rooms, room
from crawler.sampleweb.wire import whole

if TYPE_CHECKING:
    from crawler.sampleweb.site import Maker

_METAS = ("noindex", "noarchive", "nofollow", "none", "noindex, nofollow")
_POLICY = "http://rights.test/policy"
_CC = "https://creativecommons.org/licenses/by/4.0/"


def rooms(place: Place) -> Rooms:
    """Return the host with reserved pages."""
    makers: dict[str, Maker] = {}
    for said in _METAS:
        path = f"/meta-{said.replace(', ', '-')}"
        meta = f'<meta name="robots" content="{said}">\n'
        makers |= room(place, path, Draft(f"robots meta {said}", (("/end", ""),), meta))
    for said in ("noindex", "noarchive", "noai"):
        headers = (("X-Robots-Tag", said),)
        makers |= room(
            place, f"/header-{said}", Draft(f"X-Robots-Tag {said}", headers=headers)
        )
    rel = (("/end", "nofollow"), ("/end?ugc", "ugc"), ("/end?paid", "sponsored"))
    makers |= room(place, "/rel", Draft("links with rel", rel))
    tdm = (("tdm-reservation", "1"), ("tdm-policy", _POLICY))
    makers |= room(
        place, "/tdm-header", Draft("TDM reservation in a header", headers=tdm)
    )
    meta = '<meta name="tdm-reservation" content="1">\n'
    makers |= room(
        place, "/tdm-meta", Draft("TDM reservation in a meta element", head=meta)
    )
    licence = f'<link rel="license" href="{_CC}">\n'
    makers |= room(place, "/licence", Draft("an open licence", head=licence))
    for path in ("/end", "/end?ugc", "/end?paid", "/reserved/page"):
        makers |= room(place, path, Draft("An ordinary page"))
    makers["/.well-known/tdmrep.json"] = lambda: _tdmrep(place)
    return Rooms(makers, hidden=("/.well-known/tdmrep.json", "/end?ugc", "/end?paid"))


def _tdmrep(place: Place) -> Page:
    body = b'[{"location": "/reserved/*", "tdm-reservation": 1}]'
    path = "/.well-known/tdmrep.json"
    return file_page(
        place, path, "trouble", whole(200, body, "application/json"), "tdmrep"
    )
