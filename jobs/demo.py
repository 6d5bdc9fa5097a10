"""The demo: the sample web, crawled politely and turned into a shop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from crawler.campaign.model import Campaign, Revisit
from crawler.job import Job
from crawler.sampleweb.serve import background
from crawler.sampleweb.settings import WebSettings
from jobs.settings import Settings
from lake.sql import connect

# The sample web is ours: a shorter delay than strangers are owed.
DELAY_S = 0.1
# A thing and its box.
PICTURES = 2

_TOTALS = {
    "pages": "SELECT count(*) FROM pages WHERE status = 200",
    "products": "SELECT count(DISTINCT listing_key) FROM products",
    "offers": "SELECT count(*) FROM offers_latest",
    "scored": "SELECT count(DISTINCT entity_key) FROM scores",
    "generated": "SELECT count(DISTINCT generated_key) FROM generated",
}


@contextmanager
def sample_crawl(
    home: Path,
    settings: Settings,
    web_settings: WebSettings,
    prepare: Callable[[], None] | None = None,
) -> Iterator[Job]:
    """Serve the sample web in a process of its own and yield the crawl of it."""
    day = web_settings.day
    with background(web_settings, prepare=prepare) as web:
        name = f"sampleweb-day-{day}" if day else "sampleweb"
        yield Job(
            home=home,
            campaign=Campaign(
                name=name,
                seeds=tuple(sorted(web.seeds())),
                revisit=Revisit(on=False),
            ),
            settings=msgspec.structs.replace(
                settings.crawl,
                delay_s=DELAY_S,
                images=settings.crawl.images or PICTURES,
                resolve=web.resolve,
                allow_private=True,
            ),
            lake=settings.lake,
        )


def totals(home: Path) -> dict[str, int]:
    """Return how much of everything the pinned lake of `home` holds."""
    with connect(home) as connection:
        counted = {
            name: connection.execute(sql).fetchone() for name, sql in _TOTALS.items()
        }
    return {name: row[0] if row else 0 for name, row in counted.items()}
