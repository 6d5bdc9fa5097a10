"""A niche wide enough for a book, in a lake's views: fill it in, then take away."""

from datetime import timedelta
from typing import Any

from told_category import HOSTS, thing

KINDS = ("Rakes", "Hoses", "LED strips")
ARTICLE = "https://post.test/small-gardens"


def told(views: Any, things: int = 5, **more: Any) -> None:
    """Tell of three kinds with so many things each, an article and a programme."""
    for n in range(things):
        for kind in KINDS:
            stated = (
                f'{{"Width": "{40 + n} cm", "Material": "{("beech", "steel")[n % 2]}"}}'
            )
            given = (
                {"path": f"Garden > {kind}", "specs": stated}
                | {"brand": ("Oakley", "Ashford")[n % 2]}
                | more
            )
            key = f"{kind.replace(' ', '').lower()}{n}"
            thing(views, key, n, **given)
            for host in HOSTS:
                words = {"entity_key": f"{key}-{host}", "kind": "listing"}
                views.add("enriched_keyphrases", words | {"phrases": ["spare parts"]})
    # Each second one is told of in the words of another shop.
    sure = "update products set confidence = 0.9 where listing_key similar to ?"
    views.connection.execute(sure, [f".*[13579]-{HOSTS[1]}"])
    article(views)
    programme(views)


def page(views: Any, url: str, **rights: bool) -> None:
    """Tell that a page was read."""
    host = url.split("/")[2]
    read = {"url_key": url, "url": url, "host": host, "fetched_at": views.start}
    views.add("pages", read | {"status": 200, "rights": rights})


def article(views: Any, url: str = ARTICLE, **more: Any) -> None:
    """Tell of an article on the niche."""
    page(views, url, **more.pop("rights", {}))
    said = {"url": url, "kind": "article", "headline": "Small makers of rakes"}
    text = "They make rakes in a shed by the river, and sell them on Saturdays."
    views.add("articles", said | {"text": text, "language": "en"} | more)


def programme(views: Any, url: str = "https://pays.test/alder", **rights: bool) -> None:
    """Tell of a programme of one of the shops."""
    page(views, url, **rights)
    own = {"programme_key": url, "source_url": url, "merchant": "Alder Stores"}
    terms = {"commission_kind": "percent", "commission_rate": 7.5, "cookie_days": 30}
    views.add("programmes", own | terms)
    scored = {"entity_key": url, "kind": "programme", "host": HOSTS[0], "score": 61.0}
    views.add("scores", scored)


def opinion(views: Any, listing: str, url: str, text: str) -> None:
    """Tell of one more glad opinion, which stands at `url`."""
    said = {"listing_key": listing, "url": url, "author_hash": "c", "text": text}
    views.add("opinions", said | {"rating": 5.0})
    asked = "select md5(concat_ws('|', ?, ?, ?, ?))"
    own = views.connection.execute(asked, list(said.values())).fetchone()
    judged = {"entity_key": own[0], "kind": "opinion"}
    views.add("enriched_sentiments", judged | {"sentiment": 0.9})
    views.add("enriched_languages", judged | {"language": "en"})


def moved(views: Any) -> None:
    """Tell that the prices of the first shop were once higher, and once lower."""
    asked = "select listing_key, price_minor from offers_latest where host = ?"
    known = views.connection.execute(asked, [HOSTS[0]]).fetchall()
    for listing, price in known:
        for weeks, was in ((9, price + 400), (5, price - 200), (1, price)):
            since = views.start - timedelta(weeks=weeks)
            history = {"listing_key": listing, "valid_from": since, "currency": "EUR"}
            views.add("price_history", history | {"price_minor": was})
