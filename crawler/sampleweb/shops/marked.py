"""The four shops whose pages carry JSON-LD, three with a second markup beside it."""

from functools import partial
from html import escape

from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Sheet
from crawler.sampleweb.shops import markup, parts
from crawler.sampleweb.shops.item import Item
from crawler.sampleweb.shops.window import PER_PAGE, Window
from crawler.sampleweb.site import Maker, Site, robots, sitemap
from crawler.sampleweb.wordlists import tongue


def marked_shop(window: Window) -> Site:
    """Return the site of a shop with structured data."""
    makers: dict[str, Maker] = {"/": partial(front, window)}
    for code in window.shop.departments:
        for at, path in enumerate(window.lists(code)):
            makers[path] = partial(shelf, window, code, at)
    for one in window.items.values():
        makers[one.path] = partial(product_page, window, one)
    makers |= around(window)
    return Site(window.place, makers)


def around(window: Window) -> dict[str, Maker]:
    """Return what every shop has beside its goods: texts, what it sold once, rules."""
    words = tongue(window.shop.language)
    makers: dict[str, Maker] = {}
    for name in ("about", "shipping"):
        makers[f"/{name}"] = partial(_text, window, name, words[f"{name}_text"])
    for one in window.gone.values():
        makers[one.path] = partial(_gone, window, one)
    listed = [window.lists(code)[0] for code in window.shop.departments]
    makers |= sitemap(window.place, ["/", *listed, *window.items])
    return makers | robots(window.place)


def front(window: Window) -> Page:
    """Return the home page."""
    words = tongue(window.shop.language)
    sheet = Sheet(window.place, "/", title=window.place.host.title)
    doors = "".join(
        f"<li>{sheet.a(window.lists(code)[0], window.name(code))}</li>"
        for code in window.shop.departments
    )
    offered = [shelf[-1] for shelf in window.shelves.values() if shelf]
    main = (
        f"<h1>{escape(window.place.host.title)}</h1><p>{words['welcome']}</p>"
        f"<h2>{words['all_goods']}</h2><ul>{doors}</ul>"
        f"{parts.cards(sheet, offered, priced=False)}"
    )
    return sheet.page("home", main)


def shelf(window: Window, code: str, at: int) -> Page:
    """Return one page of a department."""
    paths, name = window.lists(code), window.name(code)
    sheet = Sheet(window.place, paths[at], title=f"{name} | {window.place.host.title}")
    shown = window.shelves[code][at * PER_PAGE : (at + 1) * PER_PAGE]
    home = tongue(window.shop.language)["home"]
    main = (
        parts.crumbs(sheet, [("/", home)], name)
        + f"<h1>{escape(name)}</h1>{parts.cards(sheet, shown)}"
        + parts.pager(sheet, paths, at)
    )
    return sheet.page("listing", main)


def product_page(window: Window, one: Item) -> Page:
    """Return the page of a product."""
    place, shop = window.place, window.shop
    words, marks = tongue(shop.language), markup.marks(shop.markup)
    sheet = Sheet(place, one.path, title=f"{one.title} | {place.host.title}")
    sheet.head = _head(one, sheet.url)
    department = one.good.kind.category
    trail = [
        ("/", words["home"]),
        (window.lists(department)[0], window.name(department)),
    ]
    main = (
        parts.crumbs(sheet, trail, one.category_path[-1])
        + f"<article{marks.item('Product')}><h1{marks.name('name')}>{escape(one.title)}</h1>"
        f'<img{marks.name("image")} src="{one.images[0]}" alt="{escape(one.title)}">'
        f'<img src="{one.images[1]}" alt="{words["boxed"]}" loading="lazy">'
        f"<p>{words['number']}: <span{marks.name('sku')}>{one.sku}</span></p>{_hidden(one)}"
        f"{parts.buying_box(one, marks)}<section><h2>{words['details']}</h2>"
        f"<p{marks.name('description')}>{escape(one.description)}</p></section>"
        f"{parts.facts(one)}{parts.opinions(one, marks)}</article>"
        f"<aside><h2>{words['related']}</h2>"
        f"{parts.cards(sheet, window.related(one), priced=False)}</aside>"
    )
    return as_product(sheet.page("product", main), one)


def as_product(page: Page, one: Item) -> Page:
    """Return `page` with the truth of the product on it."""
    return page.about(product=one.truth())


def _head(one: Item, url: str) -> str:
    head = f'<link rel="canonical" href="{url}">\n' + markup.json_ld(one, url)
    if one.shop.markup == "rdfa":
        head += markup.open_graph(one, url)
    if one.shop.markup == "state":
        head += markup.state(one)
    return head


def _hidden(one: Item) -> str:
    marks = markup.marks(one.shop.markup)
    if not marks.prop:
        return ""
    return (
        f"<span{marks.item('Brand', 'brand')}><meta{marks.name('name', one.good.brand)}></span>"
        f"<meta{marks.name('gtin13', one.good.gtin)}><meta{marks.name('mpn', one.good.mpn)}>"
    )


def _text(window: Window, name: str, text: str) -> Page:
    title = tongue(window.shop.language)[name]
    sheet = Sheet(
        window.place, f"/{name}", title=f"{title} | {window.place.host.title}"
    )
    return sheet.page("about", f"<h1>{escape(title)}</h1><p>{escape(text)}</p>")


def _gone(window: Window, one: Item) -> Page:
    words = tongue(window.shop.language)
    sheet = Sheet(window.place, one.path, title=one.title)
    department = one.good.kind.category
    link = sheet.a(window.lists(department)[0], window.name(department))
    return sheet.page("product", f"<h1>{words['gone']}</h1><p>{link}</p>", 410)
