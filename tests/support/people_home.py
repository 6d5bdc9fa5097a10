"""A home that holds something of three people: who wrote, who visited, who runs it."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from crawled_pages import fetched

from crawler.campaign.model import Campaign
from crawler.keeping.known import Kept
from crawler.keeping.sink import Sink
from jobs.business import business
from jobs.pipeline import enriching, extracting, run_one
from jobs.settings import Settings
from lake.settings import LakeSettings
from lake.store import Lake
from ledger import sessions, users
from ledger.open import open_ledger
from ledger.work import Work, put
from storefront.events.agreed import pseudonym
from storefront.events.event import Event
from storefront.events.segments import Segments
from storefront.events.visitors import Visitors

ANN = "Ann Quillfeather"
OTHER = "Bo Marsh"
MAIL = "ann@quillfeather.example"
COOKIE = "2026-11." + "c" * 32
SESSION = "s" * 43
CLICK = "01K9" + "A" * 22
DAY = "da" * 12
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
# What people wrote is the same in one process, which need not be started.
SETTINGS = Settings(lake=LakeSettings(processes=1))
WORDS = "zebrafinch77"
STORY = "https://paper.test/story"


def page(host: str) -> str:
    return f"https://{host}/p/1"


def filled(home: Path) -> Path:
    """Fill `home`: crawled, read, visited, run."""
    lake = Lake.open(home)
    crawled(home, page("a.test"), product("a.test", ANN, OTHER))
    crawled(home, page("b.test"), product("b.test", OTHER))
    crawled(home, STORY, story())
    _visited(lake.home)
    _run(lake.home)
    with business(home, SETTINGS) as opened:
        for stage in (extracting(opened), enriching(opened)[0]):
            run_one(opened, stage, lambda done, total: None)
    return home


def crawled(home: Path, url: str, body: bytes, at: datetime = NOW) -> None:
    """Put a page into the lake's spool, as a crawl does."""
    sink = Sink(home, SETTINGS.lake, Campaign(name="t", seeds=()), Kept())
    sink.page(fetched(1, url=url, final_url=url, body=body, fetched_at=at))
    sink.flush()
    sink.close()


def product(host: str, *authors: str) -> bytes:
    """Return a product's page with a review by each of `authors`."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Copper pot",
        "gtin13": "4006381333931",
        "description": "A pot of copper for two people.",
        "offers": {"@type": "Offer", "price": "19.00", "priceCurrency": "EUR"},
        "review": [_review(author, host) for author in authors],
    }
    told = json.dumps(facts)
    return (
        f'<html lang="en"><title>Copper pot</title><h1>Copper pot</h1>'
        f'<script type="application/ld+json">{told}</script><p>19.00 EUR</p></html>'
    ).encode()


def _review(author: str, host: str) -> dict[str, Any]:
    word = WORDS if author == ANN else "sparrow12"
    said = f"A wonderful pot, I love it. It came from {host} and I say {word} to it."
    return {
        "@type": "Review",
        "author": {"@type": "Person", "name": author},
        "reviewBody": said,
        "reviewRating": {"@type": "Rating", "ratingValue": 5},
        "datePublished": "2026-11-01",
    }


def story() -> bytes:
    """Return an article that is signed."""
    text = "".join(
        f"<p>Copper pots are heavy, and this is sentence {n} about how long they last"
        " in a kitchen where people cook every day of the week.</p>"
        for n in range(9)
    )
    facts = {"@type": "NewsArticle", "headline": "On pots", "author": {"name": ANN}}
    told = json.dumps({"@context": "https://schema.org", **facts})
    return (
        f'<html lang="en"><head><title>On pots</title><meta name="author" content="{ANN}">'
        f'<script type="application/ld+json">{told}</script></head>'
        f"<body><article><h1>On pots</h1>{text}</article></body></html>"
    ).encode()


def _visited(home: Path) -> None:
    visitor = pseudonym(COOKIE)
    events = Segments(home, lambda: NOW)
    for place, day in enumerate((DAY, DAY, "ff" * 12)):
        name = f"{CLICK[:-1]}{'ABC'[place]}"
        events.append(
            Event(event_id=name, ts=NOW, kind="click", session=day, sku="HM-1")
        )
    name = f"{CLICK[:-1]}D"
    events.append(
        Event(event_id=name, ts=NOW, kind="view", visitor=visitor, sku="HM-1")
    )
    events.close()
    visitors = Visitors(home)
    visitors.note(visitor, "HM-1", NOW)
    visitors.close()


def _run(home: Path) -> None:
    with open_ledger(home) as ledger, ledger.write() as connection:
        users.add(connection, "owner@shop.example", "owner", NOW)
        users.add(connection, MAIL, "staff", NOW)
        put(connection, Work("mail", {"to": MAIL}), NOW + timedelta(days=999))
        hashed = sha256(SESSION.encode()).hexdigest()
        sessions.begin(connection, hashed, {"wish": "HM-1"}, datetime.now(UTC))
