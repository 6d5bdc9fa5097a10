"""A home page with six links, and a spider that looks at them all."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from little_site import Site, linking, little_site
from scrapy import Spider
from spider_runs import Ran, run

ALL = ["home", *(f"page {n}" for n in range(6))]


def looked_at(**more: Any) -> AbstractContextManager[Site]:
    """Serve the pages, and `more` by their names."""
    pages = {f"/{n}": linking(f"page {n}") for n in range(6)}
    pages["/"] = linking("home", *pages)
    return little_site(pages | {f"/{name}": page for name, page in more.items()})


class Look(Spider):
    """Yields the title of each page and follows all links."""

    name = "look"

    def parse(self, response: Any) -> Iterator[Any]:
        """Read a page."""
        yield {"title": response.css("title::text").get()}
        yield from response.follow_all(css="a")


def look(site: Site, engine: str, spider: type[Spider] = Look, **settings: Any) -> Ran:
    """Run `spider` from the home page on."""
    return run(spider, engine, settings, start_urls=[site.url("/")])


def titles(ran: Ran) -> list[str]:
    """Return the titles that a run brought, sorted."""
    return sorted(item["title"] for item in ran.items)
