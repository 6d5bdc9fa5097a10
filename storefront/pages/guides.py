"""Works made from what was found: the list, a page for each, and their files."""

from typing import Any

import msgspec
from babel import Locale
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from storefront.catalogue import preview
from storefront.catalogue.answers import GuideCard
from storefront.catalogue.item import Guide
from storefront.catalogue.preview import Reading
from storefront.pages.jsonld import way_data
from storefront.pages.kinds import FORMS, kind_name, post_path
from storefront.pages.paging import paged
from storefront.pages.ranges import Sent, sent
from storefront.pages.visit import Asked, Visit
from storefront.pages.workdata import work_data
from storefront.texts import slug

_AT_ONCE = 24
_TYPES = {
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "html": "text/html; charset=utf-8",
    "mp4": "video/mp4",
    "png": "image/png",
    "srt": "application/x-subrip",
    "vtt": "text/vtt; charset=utf-8",
}
# A film and its still are looked at in the page; a work's HTML page has a look of its
# own, which the shop's policy would take from it, so it is kept like the others.
_SHOWN = frozenset({"mp4", "png", "vtt"})
# The still of a film may be seen before the film is bought.
_OPEN = frozenset({"png"})


class Form(msgspec.Struct, frozen=True):
    """One form of a work as its page offers it."""

    name: str
    path: str
    bytes: int


@get("/guides", sync_to_thread=False)
def guides(
    request: Asked, kind: FromQuery[str] = "", page: FromQuery[str] = "1"
) -> Response[str]:
    """List the works, all or those of one kind."""
    visit = Visit.of(request)
    everything = visit.guides()
    kinds = sorted({entry.kind for entry in everything})
    if kind and kind not in kinds:
        raise NotFoundException("This shop has no such kind of guide.")
    chosen = [entry for entry in everything if kind in {"", entry.kind}]
    query = {"kind": kind} if kind else {}
    shown = paged(chosen, page, _AT_ONCE, "/guides", query)
    return visit.page(
        "guides.html",
        canonical=shown.address(shown.page),
        shown=shown,
        kind=kind,
        kind_name=kind_name,
        kinds=[(one, sum(entry.kind == one for entry in everything)) for one in kinds],
        everything=len(everything),
    )


@get("/guides/{key:str}", sync_to_thread=False)
def guide_by_key(request: Asked, key: FromPath[str]) -> Response[Any]:
    """Lead from a bare key to the work's address."""
    visit = Visit.of(request)
    found = visit.shelf.guide(key)
    if found is None:
        raise NotFoundException("This shop has no such guide.")
    return _led_on(visit, guide_path(found))


@get("/guides/{key:str}/{name:str}", sync_to_thread=True)
def guide(request: Asked, key: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """Show a work or send a file of it; a wrong name leads to the right address."""
    visit = Visit.of(request)
    found = visit.guide(key)
    if found is None:
        raise NotFoundException("This shop has no such guide.")
    stem, _, form = name.rpartition(".")
    if form in _TYPES and stem:
        return _file(request, visit, found, name)
    if name != slug(found.title):
        return _led_on(visit, guide_path(found))
    return _page(visit, found)


def guide_path(guide: Guide | GuideCard) -> str:
    """Return the one address of a work's page, without a language."""
    return f"/guides/{guide.generated_key}/{slug(guide.title)}"


def language_name(code: str, visit: Visit) -> str:
    """Return what the visit's language calls the language `code`."""
    return str(Locale.parse(visit.language).languages.get(code, code))


def forms_of(visit: Visit, guide: Guide) -> list[Form]:
    """Return the forms of `guide` that can be taken along."""
    found: list[Form] = []
    for form, name in FORMS.items():
        file = visit.shelf.work_file(guide.generated_key, form)
        if file is not None and name not in {one.name for one in found}:
            ending = "html" if form == "post" else form
            path = f"{guide_path(guide)}.{ending}"
            found.append(Form(name, path, file.stat().st_size))
    return found


def reading_of(visit: Visit, guide: Guide) -> Reading:
    """Return what the shop shows of `guide`."""
    return preview.opened(visit.shelf.work_file(guide.generated_key, "reading"))


def _page(visit: Visit, guide: Guide) -> Response[str]:
    reading = reading_of(visit, guide)
    path = guide_path(guide)
    forms = forms_of(visit, guide)
    address = visit.shop.settings.address
    key = guide.generated_key
    return visit.page(
        "guide.html",
        canonical=path,
        guide=guide,
        reading=reading,
        contents=guide.contents or reading.contents,
        sources=guide.sources or reading.sources,
        about=guide.summary or reading.about or reading.subtitle,
        shown=reading.chapters[: preview.SHOWN],
        forms=forms,
        film=next((one for one in forms if one.name == "MP4"), None),
        still=visit.shelf.work_file(key, "png") and f"{path}.png",
        told=visit.shelf.work_file(key, "vtt") and f"{path}.vtt",
        kind=kind_name(guide.kind, visit.words),
        language_name=language_name(
            reading.language if reading.chapters else guide.language, visit
        ),
        post=None if guide.price_minor else post_path(guide),
        way_data=way_data(
            visit, [(visit.words("Guides"), "/guides"), (guide.title, path)]
        ),
        data=work_data(guide, reading, forms, address, visit.shop.settings.name),
    )


def _file(request: Asked, visit: Visit, guide: Guide, name: str) -> Response[Any]:
    """Send a file; whoever has the address of an older edition gets the newest one."""
    form = name.rpartition(".")[2]
    right = f"{slug(guide.title)}.{form}"
    found = next(
        (
            one
            for one in _kept_as(form)
            if visit.shelf.work_file(guide.generated_key, one)
        ),
        None,
    )
    if found is None:
        return _led_on(visit, guide_path(guide))
    if name != right:
        return _led_on(visit, f"{guide_path(guide)}.{form}", prefix=False)
    if guide.price_minor and form not in _OPEN:
        return _to_be_bought(visit, guide)
    return _sent(request, visit, guide, found, right)


def _kept_as(form: str) -> tuple[str, ...]:
    return ("html", "post") if form == "html" else (form,)


def _sent(
    request: Asked, visit: Visit, guide: Guide, kept: str, name: str
) -> Response[Any]:
    path = visit.shelf.work_file(guide.generated_key, kept)
    if path is None:
        raise NotFoundException("This shop has no such file.")
    form = name.rpartition(".")[2]
    file = Sent(
        path=path,
        digest=visit.shelf.manifest.files[f"works/{guide.generated_key}.{kept}"],
        media_type=_TYPES[form],
        name=name,
        shown=form in _SHOWN,
    )
    return sent(request.headers, file)


def _to_be_bought(visit: Visit, guide: Guide) -> Response[str]:
    return visit.page(
        "refusal.html",
        status=402,
        code=402,
        title=visit.words("This one has its price"),
        text=visit.words(
            "Its first chapters can be read here; the whole is to be bought."
        ),
        way=(visit.to(guide_path(guide)), guide.title),
        cards=(),
        categories=(),
    )


def _led_on(visit: Visit, path: str, *, prefix: bool = True) -> Response[Any]:
    # Not for ever: an edition to come may be called as an older one was.
    return Redirect(visit.to(path) if prefix else path, status_code=302)


HANDLERS = (guides, guide_by_key, guide)
