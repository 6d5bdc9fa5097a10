"""The browser, for pages that show nothing without their scripts."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.errors import NoBrowser

if TYPE_CHECKING:
    from crawler.settings import CrawlSettings


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
    arguments = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        # Names are read at the door (browser/door.py) alone.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to work for root
    handler = "crawler.browser.handler.PoliteBrowser"
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": str(program),
            "args": arguments,
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": settings.timeout_s * 1000,
    }


def through(port: int) -> list[str]:
    """Return the browser's arguments for going out by the door at `port` only."""
    # What leads to this machine would go past it, unless told otherwise.
    return [
        f"--proxy-server=socks5://127.0.0.1:{port}",
        "--proxy-bypass-list=<-loopback>",
    ]
