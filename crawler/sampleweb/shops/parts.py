"""Pieces of shop pages: price, stock, reviews, lists of goods, page numbers."""

from html import escape

from crawler.sampleweb.render import Sheet, table
from crawler.sampleweb.shops.item import (
    Item,
    availability_text,
    delivery_text,
    money,
    plain_amount,
)
from crawler.sampleweb.shops.markup import Marks
from crawler.sampleweb.wordlists import tongue

_ORG = "https://schema.org/"


def buying_box(item: Item, marks: Marks) -> str:
    """Return price, stock and button."""
    words = tongue(item.shop.language)
    price, was, availability = item.terms
    struck = (
        f" <del>{words['instead_of']} {money(was, item.shop)}</del>"
        if was is not None
        else ""
    )
    sent = (
        money(item.shipping_minor, item.shop) if item.shipping_minor else words["free"]
    )
    hidden = ""
    if marks.prop:
        hidden = (
            f"<meta{marks.name('priceCurrency', item.shop.currency)}>"
            f'<link{marks.name("availability")} href="{_ORG}{availability}">'
        )
    return (
        f'<div class="buy"{marks.item("Offer", "offers")}>{hidden}'
        f'<p class="price"><span{marks.name("price", plain_amount(price))}>'
        f"{money(price, item.shop)}</span>{struck}</p>"
        f'<p class="stock">{availability_text(item)}</p>'
        f"<p>{words['delivery']}: {sent}. {words['legal']}</p>"
        f'<p class="time">{delivery_text(item)}</p>'
        f'<form action="/cart" method="post"><button>{words["add"]}</button></form></div>'
    )


def opinions(item: Item, marks: Marks) -> str:
    """Return the average and the reviews."""
    if item.rating is None:
        return ""
    words = tongue(item.shop.language)
    shown = "".join(
        f"<article><h3>{escape(review.author)}, {review.posted}</h3>"
        f"<p>{'★' * review.rating}{'☆' * (5 - review.rating)}</p>"
        f"<p>{escape(review.text)}</p></article>"
        for review in item.reviews
    )
    return (
        f'<section id="reviews"><h2>{words["reviews"]}</h2>'
        f"<p{marks.item('AggregateRating', 'aggregateRating')}>"
        f"<span{marks.name('ratingValue')}>{item.rating}</span> {words['rating']} "
        f"(<span{marks.name('reviewCount')}>{item.votes}</span>)</p>{shown}</section>"
    )


def facts(item: Item) -> str:
    """Return the specification table."""
    words = tongue(item.shop.language)
    rows = [(words["brand"], item.good.brand), (words["mpn"], item.good.mpn)]
    rows += [("EAN", item.good.gtin), *item.good.facts(item.shop.language)]
    return f"<section><h2>{words['specs']}</h2>{table(rows)}</section>"


def cards(sheet: Sheet, items: list[Item], priced: bool = True) -> str:
    """Return a grid of products with a link each."""
    rows = "".join(
        f'<li><img src="{item.images[0]}" alt="" width="160" height="160" loading="lazy">'
        f"<h3>{sheet.a(item.path, item.title)}</h3>"
        + (
            f'<p class="price">{money(item.terms.price_minor, item.shop)}</p>'
            if priced
            else ""
        )
        + "</li>"
        for item in items
    )
    return f'<ul class="grid">{rows}</ul>'


def pager(sheet: Sheet, paths: list[str], at: int) -> str:
    """Return links to the pages of a list, of which number `at` is shown."""
    if len(paths) < 2:
        return ""
    words = tongue(sheet.place.host.language)
    shown = []
    if at:
        shown.append(sheet.a(paths[at - 1], words["previous"], "prev"))
    shown += [
        f'<span aria-current="page">{n + 1}</span>'
        if n == at
        else sheet.a(path, str(n + 1))
        for n, path in enumerate(paths)
    ]
    if at + 1 < len(paths):
        shown.append(sheet.a(paths[at + 1], words["next"], "next"))
    return f'<nav class="pages" aria-label="{words["page"]}">{" ".join(shown)}</nav>'


def crumbs(sheet: Sheet, trail: list[tuple[str, str]], last: str) -> str:
    """Return the breadcrumb: links, then where the reader is."""
    steps = "".join(f"<li>{sheet.a(path, text)}</li>" for path, text in trail)
    return f'<nav class="breadcrumb"><ol>{steps}<li>{escape(last)}</li></ol></nav>'
