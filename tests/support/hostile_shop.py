"""A shop on this machine whose every text tries to run, crawled and published for real."""

import html
import io
import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from shops import Shops, gtin, listing, serving

from crawler.campaign.model import Campaign
from crawler.crawl import crawl
from crawler.job import Job
from crawler.settings import CrawlSettings
from jobs.business import business
from jobs.pipeline import enriching, extracting, run_one, run_publish, scoring
from jobs.settings import Settings
from lake.settings import LakeSettings

HOST = "evil-pots.test"
_WORDS = "Made by hand and sent the day it is ordered, with a lid that stays. " * 6


def filled(home: Path, texts: Sequence[str]) -> None:
    """Crawl a product for each text, which stands in all of its facts; publish them."""
    with serving({HOST: _pages(texts)}) as shops:
        _crawled(home, shops)
    settings = Settings(lake=LakeSettings(processes=1))
    with business(home, settings) as opened:
        # One shop alone makes no guides and no reports.
        for stage in (extracting(opened), *enriching(opened), *scoring(opened)):
            run_one(opened, stage, lambda done, total: None)
        run_publish(opened)


def _crawled(home: Path, shops: Shops) -> None:
    seeds = (shops.url(HOST, "/"),)
    settings = CrawlSettings(
        resolve=shops.resolve,
        delay_s=0.0,
        allow_private=True,
        js="never",
        images=True,
        patience_s=2.0,
    )
    campaign = Campaign(name="pots", seeds=seeds, scope="host")
    crawl(Job(home=home, campaign=campaign, settings=settings))


def _pages(texts: Sequence[str]) -> dict[str, str | bytes]:
    paths = [f"/p/{number}" for number in range(len(texts))]
    found: dict[str, str | bytes] = {"/": listing("Evil pots", *paths)}
    for number, text in enumerate(texts):
        picture = f"/i/{number}{quote(text, safe='')[:60]}.png"
        found[f"/p/{number}"] = _page(number, text, picture)
        found[picture] = _picture(number)
    return found


def _page(number: int, text: str, picture: str) -> str:
    """Return a page that itself is well-formed: what it says is what is hostile."""
    said = html.escape(text)
    facts = json.dumps(_facts(number, text, picture)).replace("<", "\\u003c")
    return (
        f'<!doctype html><html lang="en"><head><title>Pot {number} {said}</title>'
        f'<meta name="description" content="{said}">'
        f'<script type="application/ld+json">{facts}</script></head><body>'
        f'<h1>Pot {number} {said}</h1><img src="{picture}" alt="{said}" width="600">'
        f"<p>{said}</p><p>{_WORDS}</p>"
        f"<table><tr><th>Colour {said}</th><td>{said}</td></tr>"
        f"<tr><th>Weight</th><td>2 kg {said}</td></tr></table></body></html>"
    )


def _facts(number: int, text: str, picture: str) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": f"Pot {number} {text}",
        "gtin13": gtin(number),
        "mpn": f"M-{number}",
        "brand": {"@type": "Brand", "name": f"Brand {text}"[:60]},
        "description": f"{text} {_WORDS}",
        "category": "Kitchen > Pots" if number % 5 else f"Kitchen > {text}",
        "image": [picture],
        "color": text,
        "aggregateRating": {"ratingValue": 4.5, "reviewCount": 12},
        "review": [_review(text, stars) for stars in (5, 1)],
        "offers": {
            "@type": "Offer",
            "price": f"{10 + number}.00",
            "priceCurrency": "EUR",
            "availability": "https://schema.org/InStock",
            "seller": {"@type": "Organization", "name": f"Shop {text}"},
        },
    }


def _review(text: str, stars: int) -> dict[str, object]:
    told = "a wonderful pot, I love it" if stars > 3 else "it broke, a bad pot"
    return {
        "@type": "Review",
        "author": {"@type": "Person", "name": text},
        "reviewBody": f"{text} Said {stars}: {told}, and I would say so to a friend.",
        "reviewRating": {"@type": "Rating", "ratingValue": stars},
        "datePublished": "2026-11-01",
    }


def _picture(number: int) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (600, 400), (number * 2 % 256, 90, 120)).save(written, "PNG")
    return written.getvalue()
