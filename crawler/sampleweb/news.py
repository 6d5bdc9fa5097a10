"""A news site: sections and articles about makers, shops and prices."""

from functools import partial
from html import escape

from crawler.sampleweb.dice import dice
from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place, Sheet
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.item import slugged
from crawler.sampleweb.shops.shop import ALL
from crawler.sampleweb.site import Maker, Site, robots, sitemap
from crawler.sampleweb.wordlists import talk
from crawler.sampleweb.writing import Post, day_of, laid_out, slots, subject

_ARTICLES = 56
_DESKS = ("Business desk", "Home desk", "Technology desk", "Retail desk")


def news_site(settings: WebSettings, host: str) -> Site:
    """Return the site of the newspaper."""
    sections = talk().sections
    place = Place(
        HOSTS[host], settings,
        nav=tuple((f"/{slugged(section)}", section, "") for section in sections),
        footer=(("/imprint", "Imprint", ""),), small_print=f"© 2026 {HOSTS[host].title}",
    )  # fmt: skip
    posts = [_post(place, at) for at in range(_ARTICLES)]
    makers: dict[str, Maker] = {"/": partial(_list, place, "/", host, posts[-12:])}
    for at, section in enumerate(sections):
        path = f"/{slugged(section)}"
        makers[path] = partial(_list, place, path, section, posts[at :: len(sections)])
    for at, post in enumerate(posts):
        makers[post.path] = partial(_article, place, posts, at)
    makers["/imprint"] = partial(_imprint, place)
    makers |= sitemap(place, ["/", *(post.path for post in posts)])
    return Site(place, makers | robots(place))


def _post(place: Place, at: int) -> Post:
    seed, words = place.settings.seed, talk()
    throw = dice(seed, "news", at)
    one = subject(place.settings, throw, ALL)
    filled = slots(seed, one, throw, "en")
    said = throw.sample(words.paragraphs, 12)
    headline = throw.choice(words.headlines).format(**filled)
    published = day_of(at, 5)
    return Post(
        path=f"/{published.replace('-', '/')}/{slugged(headline)}",
        headline=headline,
        author=_DESKS[at % len(_DESKS)],
        published=published,
        paragraphs=tuple(
            " ".join(said[at : at + 3]).format(**filled)
            for at in range(0, len(said), 3)
        ),
        subject=one,
    )


def _list(place: Place, path: str, name: str, posts: list[Post]) -> Page:
    title = place.host.title if path == "/" else f"{name} | {place.host.title}"
    sheet = Sheet(place, path, title=title)
    rows = "".join(
        f"<article><h2>{sheet.a(post.path, post.headline)}</h2>"
        f"<p>{escape(post.paragraphs[0])}</p></article>"
        for post in reversed(posts)
    )
    return sheet.page(
        "home" if path == "/" else "archive", f"<h1>{escape(title)}</h1>{rows}"
    )


def _article(place: Place, posts: list[Post], at: int) -> Page:
    post = posts[at]
    sheet = Sheet(place, post.path, title=f"{post.headline} | {place.host.title}")
    sheet.head = post.meta() + post.json_ld("NewsArticle", sheet.url)
    shop = post.subject.shop.host
    extra = f"<p>In this article: {sheet.a(place.at(shop, '/'), HOSTS[shop].title)}</p>"
    others = "".join(
        f"<li>{sheet.a(other.path, other.headline)}</li>"
        for other in (posts[at - 4], posts[at - 8], posts[at - 1])
    )
    return laid_out(sheet, post, "article", f"{extra}<h2>Read on</h2><ul>{others}</ul>")


def _imprint(place: Place) -> Page:
    sheet = Sheet(place, "/imprint", title=f"Imprint | {place.host.title}")
    return sheet.page("about", "<h1>Imprint</h1><p>Daybreak Post, Harbour Road 1.</p>")
