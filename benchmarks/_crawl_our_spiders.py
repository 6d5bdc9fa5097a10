"""The spiders of _crawl_spiders with our link extractor: one import is what differs.

"quick-items" reads the same item with our Selector: two imports.

python -m benchmarks._crawl_our_spiders NAME SEEDS [SETTING=VALUE...]
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, cast

from scrapy.http import Response, TextResponse
from scrapy.spiders import Rule

from benchmarks._crawl_spiders import Items, Links, main
from crawler.linkextractor import LinkExtractor
from crawler.selector import Selector


class OurLinks(Links):
    """Follow every link, keep nothing."""

    rules = (Rule(LinkExtractor(), callback="parse_page", follow=True),)


class OurItems(Items):
    """The same with an item a page."""

    rules = (Rule(LinkExtractor(), callback="parse_page", follow=True),)


class QuickItems(OurItems):
    """The same item, read with our selectors."""

    name = "quick-items"

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        """Read a page's product."""
        yield quick_item(cast("TextResponse", response))


def quick_item(response: TextResponse) -> dict[str, Any]:
    """Return the product that a page shows."""
    page = Selector(response)
    facts = page.css('script[type="application/ld+json"]::text').get("{}")
    return {
        "url": response.url,
        "title": page.css("h1::text").get(),
        "price": page.css("p.price::text").get(),
        "sku": json.loads(facts or "{}").get("sku"),
    }


SPIDERS = {spider.name: spider for spider in (OurLinks, OurItems, QuickItems)}


if __name__ == "__main__":
    main(SPIDERS[sys.argv[1]], *sys.argv[2:])
