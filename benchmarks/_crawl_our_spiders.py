"""The spiders of _crawl_spiders with our link extractor: one import is what differs.

python -m benchmarks._crawl_our_spiders NAME SEEDS [SETTING=VALUE...]
"""

import sys

from scrapy.spiders import Rule

from benchmarks._crawl_spiders import Items, Links, main
from crawler.linkextractor import LinkExtractor


class OurLinks(Links):
    """Follow every link, keep nothing."""

    rules = (Rule(LinkExtractor(), callback="parse_page", follow=True),)


class OurItems(Items):
    """The same with an item a page."""

    rules = (Rule(LinkExtractor(), callback="parse_page", follow=True),)


SPIDERS = {spider.name: spider for spider in (OurLinks, OurItems)}


if __name__ == "__main__":
    main(SPIDERS[sys.argv[1]], *sys.argv[2:])
