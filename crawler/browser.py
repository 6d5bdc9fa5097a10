"""The browser, for pages that show nothing without their scripts."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.errors import NoBrowser

if TYPE_CHECKING:
    from playwright.async_api import Page

    from crawler.settings import CrawlSettings

# How long a page may be busy before it is read as it stands.
SETTLE_MS = 10_000


def find_browser(settings: "CrawlSettings") -> Path | None:
    """Return the browser's program, or None when the crawl goes without one."""
    if settings.js == "never":
        return None
    if settings.proxies:
        # The browser would ask hosts directly, which is what proxies are there against.
        if settings.js == "auto":
            return None
        raise NoBrowser(
            "pages are not rendered through proxies; use --js never, or take"
            " HARVESTMAN_CRAWL_PROXIES away"
        )
    if settings.chromium and not Path(settings.chromium).is_file():
        raise NoBrowser(
            f"there is no browser at {settings.chromium}; correct the setting"
            " crawl.chromium or leave it empty"
        )
    found = settings.chromium or shutil.which("chromium")
    if found:
        return Path(found)
    if settings.js == "always":
        raise NoBrowser(
            "every page is to be rendered, and no chromium was found; install it"
            " (apt-get install chromium) or use --js never"
        )
    return None


def browser_settings(program: Path, settings: "CrawlSettings") -> dict[str, Any]:
    """Return Scrapy's settings for rendering pages with `program`."""
    names = ",".join(f"MAP {name} {at}" for name, at in settings.resolve.items())
    arguments = [
        "--no-proxy-server",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to work for root
    if names:
        arguments.append(f"--host-resolver-rules={names}")
    handler = "crawler.handlers.PoliteBrowser"
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": str(program),
            "args": arguments,
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 4,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": settings.timeout_s * 1000,
    }


def rendering() -> dict[str, Any]:
    """Return what lets a request be rendered."""
    from scrapy_playwright.page import PageMethod

    return {
        "playwright": True,
        "playwright_page_methods": [PageMethod(_settle)],
    }


async def _settle(page: "Page") -> None:
    """Wait until `page` is quiet; one that never is, is read as it stands."""
    from playwright.async_api import TimeoutError as NeverQuiet

    with suppress(NeverQuiet):
        await page.wait_for_load_state("networkidle", timeout=SETTLE_MS)
