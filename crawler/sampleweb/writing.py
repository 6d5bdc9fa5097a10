"""Articles by grammar: sentences from the word lists, about products the shops sell."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from random import Random

from crawler.sampleweb.goods import Good
from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.page import ArticleTruth, Page, PageKind
from crawler.sampleweb.render import Sheet, script_json
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.assortment import stays
from crawler.sampleweb.shops.item import Item, item
from crawler.sampleweb.shops.shop import SHOPS
from crawler.sampleweb.wordlists import Tongue, goods

_FIRST_DAY = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Post:
    """One article or thread before it is laid out."""

    path: str
    headline: str
    author: str
    published: str
    paragraphs: tuple[str, ...]
    subject: Item  # the product it is about, in a shop that sells it on every day

    def truth(self) -> ArticleTruth:
        """Return what a reader of the page should find."""
        return ArticleTruth(
            headline=self.headline,
            authors=(self.author,),
            published=self.published,
            text="\n".join(self.paragraphs),
        )

    def json_ld(self, type_: str, url: str) -> str:
        """Return the script element with the article as JSON-LD."""
        value = {
            "@context": "https://schema.org", "@type": type_, "headline": self.headline,
            "datePublished": self.published, "url": url,
            "author": {"@type": "Person", "name": self.author},
        }  # fmt: skip
        return script_json(value, 'type="application/ld+json"')

    def meta(self) -> str:
        """Return the meta elements of an article."""
        return (
            f'<meta name="author" content="{escape(self.author)}">\n'
            f'<meta property="article:published_time" content="{self.published}">\n'
            f'<meta property="og:title" content="{escape(self.headline)}">\n'
        )


def day_of(number: int, every: int) -> str:
    """Return the date of a host's `number`-th text."""
    return (_FIRST_DAY + timedelta(days=number * every)).isoformat()


@lru_cache(maxsize=32)
def _shown(seed: int, departments: tuple[str, ...]) -> tuple[tuple[Good, int], ...]:
    return tuple(
        (good, at)
        for at, shop in enumerate(SHOPS)
        for good in stays(seed, shop)
        if good.kind.category in departments
    )


def subject(settings: WebSettings, throw: Random, departments: tuple[str, ...]) -> Item:
    """Return a product of these departments as one of the shops shows it."""
    good, at = throw.choice(_shown(settings.seed, departments))
    # Texts say what was true on the first day.
    return item(replace(settings, day=0), SHOPS[at], good)


def slots(seed: int, one: Item, throw: Random, language: Tongue) -> dict[str, str]:
    """Return what stands for the slots of sentences about a product."""
    good = one.good
    rival, _ = throw.choice(_shown(seed, (good.kind.category,)))
    spec, value = good.facts(language)[0]
    if language != "de" and spec != "Bluetooth":
        spec = spec.lower()  # within a sentence
    return {
        "name": f"{good.brand} {good.model}", "brand": good.brand, "spec": spec,
        "thing": good.kind.one[language], "other": f"{rival.brand} {rival.model}",
        "value": value, "shop": HOSTS[one.shop.host].title,
        "price": f"€{round(good.base_cents / 1000 + 1) * 10}",
        "category": goods().categories[good.kind.category].name[language].lower(),
    }  # fmt: skip


def laid_out(sheet: Sheet, post: Post, kind: PageKind, extra: str) -> Page:
    """Return the page of an article, with `extra` below its text."""
    text = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in post.paragraphs)
    main = (
        f"<article><h1>{escape(post.headline)}</h1>"
        f'<p class="byline">{escape(post.author)}, '
        f'<time datetime="{post.published}">{post.published}</time></p>\n{text}</article>'
        f"{extra}"
    )
    return sheet.page(kind, main).about(article=post.truth())
