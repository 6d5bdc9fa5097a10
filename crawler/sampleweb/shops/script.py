"""The shop that is empty without a browser: a shell, a script, and an API behind it."""

from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from crawler.sampleweb.page import Page, PageKind
from crawler.sampleweb.render import Place, Sheet, file_page
from crawler.sampleweb.shops import markup
from crawler.sampleweb.shops.item import Item, availability_text
from crawler.sampleweb.shops.marked import as_product
from crawler.sampleweb.shops.window import Window
from crawler.sampleweb.site import Maker, Site, robots
from crawler.sampleweb.wire import HTML, whole

_SHELL = (
    b'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Night Owl Audio'
    b'</title>\n<script src="/app.js" defer></script></head>\n<body><div id="app"></div>'
    b"<noscript>Please switch on JavaScript.</noscript></body></html>\n"
)


def script_shop(window: Window) -> Site:
    """Return the site of the shop that its script draws."""
    bare = Place(window.place.host, window.settings, disallow=("/account",))
    items = list(window.items.values())
    kinds = {one.good.kind.code: one.category_path[-1] for one in items}
    makers: dict[str, Maker] = {"/": partial(_shell, bare, "home", "/", kinds, items)}
    for code in kinds:
        shown = [one for one in items if one.good.kind.code == code]
        path = f"/category/{code}"
        makers[path] = partial(_shell, bare, "listing", path, kinds, shown)
    for one in items:
        makers[one.path] = partial(_product, bare, window, one, kinds)
        makers[_api(one)] = partial(_json, bare, _api(one), _details(window, one))
    makers["/api/products.json"] = partial(
        _json, bare, "/api/products.json", _overview(kinds, items)
    )
    makers["/app.js"] = partial(_program, bare)
    makers |= robots(bare, sitemap=False)
    return Site(bare, makers)


def _shell(
    place: Place, kind: PageKind, path: str, kinds: dict[str, str], shown: list[Item]
) -> Page:
    """Return the empty page, with the links that its script will draw."""
    sheet = Sheet(place, path)
    targets = [
        "/",
        *(f"/category/{code}" for code in kinds),
        *(one.path for one in shown),
    ]
    truth = msgspec.structs.replace(
        sheet.truth(kind),
        needs_js=True,
        links=tuple(dict.fromkeys(map(sheet.absolute, targets))),
    )
    return Page(truth, whole(200, _SHELL, HTML))


def _product(place: Place, window: Window, one: Item, kinds: dict[str, str]) -> Page:
    return as_product(
        _shell(place, "product", one.path, kinds, window.related(one)), one
    )


def _program(place: Place) -> Page:
    body = Path(__file__).with_name("script.js").read_bytes()
    return file_page(place, "/app.js", "script", whole(200, body, "text/javascript"))


def _json(place: Place, path: str, value: dict[str, Any]) -> Page:
    body = msgspec.json.encode(value)
    return file_page(place, path, "api", whole(200, body, "application/json"))


def _api(one: Item) -> str:
    return f"/api/products/{one.sku}.json"


def _brief(one: Item) -> dict[str, Any]:
    return {
        "path": one.path, "title": one.title, "price_minor": one.terms.price_minor,
        "kind": one.good.kind.code, "api": _api(one),
    }  # fmt: skip


def _overview(kinds: dict[str, str], items: list[Item]) -> dict[str, Any]:
    doors = [
        {"code": code, "name": name, "path": f"/category/{code}"}
        for code, name in kinds.items()
    ]
    return {"kinds": doors, "products": [_brief(one) for one in items]}


def _details(window: Window, one: Item) -> dict[str, Any]:
    return _brief(one) | {
        "image": one.images[0], "stock": availability_text(one),
        "description": one.description, "facts": one.good.facts("en"),
        "related": [_brief(other) for other in window.related(one)],
        "json_ld": markup.product(one, window.place.origin + one.path),
    }  # fmt: skip
