"""The shop in plain HTML: tables in tables, no structured data, addresses with `?id=`."""

from functools import partial
from html import escape

from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Sheet, table
from crawler.sampleweb.shops.item import (
    Item,
    availability_text,
    delivery_text,
    money,
)
from crawler.sampleweb.shops.marked import around, as_product
from crawler.sampleweb.shops.parts import pager
from crawler.sampleweb.shops.window import PER_PAGE, Window
from crawler.sampleweb.site import Maker, Site
from crawler.sampleweb.wordlists import tongue

_LAYOUT = '<table width="100%" border="0" cellpadding="4"><tr>{}</tr></table>'


def tables_shop(window: Window) -> Site:
    """Return the site of the shop laid out with tables."""
    makers: dict[str, Maker] = {"/": partial(_front, window)}
    for code in window.shop.departments:
        for at, path in enumerate(window.lists(code)):
            makers[path] = partial(_shelf, window, code, at)
    for one in window.items.values():
        makers[one.path] = partial(_product, window, one)
    return Site(window.place, makers | around(window))


def _front(window: Window) -> Page:
    sheet = Sheet(window.place, "/", title=f"Welcome to {window.place.host.title}")
    cells = "".join(
        f"<td><b>{sheet.a(window.lists(code)[0], window.name(code))}</b></td>"
        for code in window.shop.departments
    )
    welcome = tongue(window.shop.language)["welcome"]
    return sheet.page("home", f"<p>{escape(welcome)}</p>{_LAYOUT.format(cells)}")


def _shelf(window: Window, code: str, at: int) -> Page:
    paths, name = window.lists(code), window.name(code)
    sheet = Sheet(window.place, paths[at], title=f"{name} - {window.place.host.title}")
    shown = window.shelves[code][at * PER_PAGE : (at + 1) * PER_PAGE]
    rows = "".join(
        f"<tr><td>{one.sku}</td><td>{sheet.a(one.path, one.title)}</td>"
        f'<td align="right">{money(one.terms.price_minor, one.shop)}</td></tr>'
        for one in shown
    )
    main = (
        f"<h2>{escape(name)}</h2><table border=1><tr><th>Item</th><th>Description</th>"
        f"<th>Price</th></tr>{rows}</table>{pager(sheet, paths, at)}"
    )
    return sheet.page("listing", main)


def _product(window: Window, one: Item) -> Page:
    department = one.good.kind.category
    sheet = Sheet(
        window.place, one.path, title=f"{one.title} - {window.place.host.title}"
    )
    back = sheet.a(window.lists(department)[0], window.name(department))
    picture = f'<td><img src="{one.images[0]}" alt="{escape(one.title)}"></td>'
    main = (
        f"<p>{sheet.a('/', 'Home')} &gt; {back} &gt; {escape(one.category_path[-1])}</p>"
        f"<h2>{escape(one.title)}</h2>"
        + _LAYOUT.format(f"{picture}<td>{table(_rows(one))}</td>")
        + f"<p>{delivery_text(one)}</p><p>{escape(one.description)}</p>{_said(one)}"
        f'<form action="/cart" method="post"><input type="hidden" name="id" '
        f'value="{one.sku}"><input type="submit" value="Order now"></form>'
    )
    return as_product(sheet.page("product", main), one)


def _rows(one: Item) -> list[tuple[str, str]]:
    words = tongue(one.shop.language)
    price, was, _ = one.terms
    rows = [(words["number"], one.sku), (words["brand"], one.good.brand)]
    rows += [(words["mpn"], one.good.mpn), ("EAN", one.good.gtin)]
    if was is not None:
        rows.append(("Regular price", money(was, one.shop)))
    rows.append(("Our price", money(price, one.shop)))
    rows.append(("Availability", availability_text(one)))
    sent = money(one.shipping_minor, one.shop) if one.shipping_minor else words["free"]
    return [*rows, (words["delivery"], sent), *one.good.facts(one.shop.language)]


def _said(one: Item) -> str:
    if one.rating is None:
        return ""
    shown = "".join(
        f"<tr><td>{review.rating}/5</td><td>{escape(review.text)}<br>"
        f"<i>{escape(review.author)}, {review.posted}</i></td></tr>"
        for review in one.reviews
    )
    return (
        f"<h3>What customers say</h3><p>Average: {one.rating} out of 5, {one.votes} votes"
        f"</p><table>{shown}</table>"
    )
