"""Crawlee for Python with its Parsel crawler: follow every link on the seeds' hosts.

Runs in an environment of its own: python crawlee_py.py SEEDS
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from crawlee import ConcurrencySettings
from crawlee.crawlers import ParselCrawler, ParselCrawlingContext
from crawlee.storage_clients import MemoryStorageClient


async def main(seeds: list[str]) -> None:
    """Crawl from `seeds` to the end."""
    hosts = {urlsplit(seed).netloc for seed in seeds}
    crawler = ParselCrawler(
        storage_client=MemoryStorageClient(),
        concurrency_settings=ConcurrencySettings(
            min_concurrency=64, desired_concurrency=64, max_concurrency=64
        ),
        request_handler_timeout=timedelta(seconds=60),
        configure_logging=False,
    )

    async def follow(context: ParselCrawlingContext) -> None:
        found = await context.extract_links(strategy="all")
        await context.add_requests(
            [link for link in found if urlsplit(link.url).netloc in hosts]
        )

    crawler.router.default_handler(follow)
    await crawler.run(seeds)


asyncio.run(main(Path(sys.argv[1]).read_text().split()))
