"""Three blogs that review what the shops sell, with affiliate links."""

from dataclasses import dataclass
from functools import partial
from html import escape
from random import Random

from crawler.sampleweb.affiliate import deep_link
from crawler.sampleweb.dice import dice
from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place, Sheet
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.item import Item, slugged
from crawler.sampleweb.shops.parts import pager
from crawler.sampleweb.site import Maker, Site, robots, sitemap
from crawler.sampleweb.wordlists import Tongue, goods, prose, tongue
from crawler.sampleweb.wordlists import makers as names
from crawler.sampleweb.writing import Post, day_of, laid_out, slots, subject

_POSTS = 40
_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Blog:
    """What a blog writes about and which network pays it."""

    departments: tuple[str, ...]
    network: str
    friend: str  # the blog in its blogroll


BLOGS = {
    "slowcuppa.test": Blog(
        ("coffee", "kitchen"), "hopmarket.test", "klangundlicht.test"
    ),
    "veloetjardin.test": Blog(
        ("cycling", "garden"), "partnerfield.test", "slowcuppa.test"
    ),
    "klangundlicht.test": Blog(
        ("audio", "lighting"), "partnerfield.test", "veloetjardin.test"
    ),
}


def blog_site(settings: WebSettings, host: str) -> Site:
    """Return the site of a blog."""
    words = tongue(HOSTS[host].language)
    place = Place(
        HOSTS[host], settings, nav=(("/page/1", words["archive"], ""),),
        footer=(("/about", words["about"], ""),), small_print=words["disclosure"],
    )  # fmt: skip
    posts = [_post(place, at) for at in range(_POSTS)]
    lists = [f"/page/{at + 1}" for at in range(_POSTS // _PER_PAGE)]
    makers: dict[str, Maker] = {"/": partial(_archive, place, posts, lists, -1)}
    for at, path in enumerate(lists):
        makers[path] = partial(_archive, place, posts, lists, at)
    for at, post in enumerate(posts):
        makers[post.path] = partial(_article, place, posts, at)
    makers["/about"] = partial(_about, place)
    makers |= sitemap(place, ["/", *(post.path for post in posts)])
    return Site(place, makers | robots(place))


def _post(place: Place, at: int) -> Post:
    seed, language = place.settings.seed, place.host.language
    throw = dice(seed, "post", place.host.name, at)
    one = subject(place.settings, throw, BLOGS[place.host.name].departments)
    words, filled = prose(language), slots(seed, one, throw, language)
    headline = throw.choice(words.headline).format(**filled)
    published = day_of(at, 8)
    return Post(
        path=f"/{published[:4]}/{published[5:7]}/{slugged(headline)}-{at}",
        headline=headline[0].upper() + headline[1:],
        author=names().handles[at % 5],
        published=published,
        paragraphs=tuple(text.format(**filled) for text in _said(throw, one, language)),
        subject=one,
    )


def _said(throw: Random, one: Item, language: Tongue) -> list[str]:
    """Return the paragraphs of a review, with their slots."""
    words, category = prose(language), goods().categories[one.good.kind.category]
    features = throw.sample(category.features[language], 3)
    body = throw.sample(words.body, 9)
    voices = [*throw.sample(words.praise, 2), throw.choice(words.complaint)]
    said = [
        throw.choice(words.lead),
        " ".join([throw.choice(words.opening), *features]),
    ]
    said += [" ".join(body[at : at + 3]) for at in (0, 3, 6)]
    return [*said, " ".join(voices), throw.choice(words.end)]


def _archive(place: Place, posts: list[Post], lists: list[str], at: int) -> Page:
    home = at < 0
    words = tongue(place.host.language)
    title = (
        place.host.title
        if home
        else f"{words['archive']} {at + 1} | {place.host.title}"
    )
    sheet = Sheet(place, "/" if home else lists[at], title=title)
    newest = list(reversed(posts))
    shown = newest[: _PER_PAGE // 2] if home else newest[at * 10 : at * 10 + 10]
    rows = "".join(
        f"<article><h2>{sheet.a(post.path, post.headline)}</h2>"
        f"<p>{post.published}</p><p>{escape(post.paragraphs[0])}</p></article>"
        for post in shown
    )
    friend = BLOGS[place.host.name].friend
    roll = f"<aside>{sheet.a(place.at(friend, '/'), HOSTS[friend].title)}</aside>"
    main = f"<h1>{escape(title)}</h1>{rows}{pager(sheet, lists, max(at, 0))}{roll}"
    return sheet.page("home" if home else "archive", main)


def _article(place: Place, posts: list[Post], at: int) -> Page:
    post = posts[at]
    words = tongue(place.host.language)
    sheet = Sheet(place, post.path, title=f"{post.headline} | {place.host.title}")
    sheet.head = post.meta()
    if place.host.name == "slowcuppa.test":
        sheet.head += post.json_ld("BlogPosting", sheet.url)
    goal = place.at(post.subject.shop.host, post.subject.path)
    tracked = deep_link(place, BLOGS[place.host.name].network, goal)
    bought = sheet.a(tracked, f"{words['to_shop']} *", "sponsored nofollow")
    extra = f"<p>{bought} <small>{words['disclosure']}</small></p>"
    if at % 3 == 0:
        extra += f"<p>{sheet.a(goal, post.subject.title)}</p>"
    for other, rel in ((at - 1, "prev"), (at + 1, "next")):
        if 0 <= other < len(posts):
            extra += f"<p>{sheet.a(posts[other].path, posts[other].headline, rel)}</p>"
    return laid_out(sheet, post, "article", extra)


def _about(place: Place) -> Page:
    words = tongue(place.host.language)
    sheet = Sheet(place, "/about", title=f"{words['about']} | {place.host.title}")
    return sheet.page("about", f"<h1>{words['about']}</h1><p>{words['disclosure']}</p>")
