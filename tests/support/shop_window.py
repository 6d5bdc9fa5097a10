"""A shop as a browser shows it: served by its own program, looked at in Chromium."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from ports import free_port

PROGRAM = str(Path(sys.executable).with_name("harvestman"))
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
NARROW, WIDE = 360, 1440
_WITHIN_S = 60
_MARK = "__ran"
# Whatever a stored text runs, it says so here; the page's own scripts never do.
CANARY = f"window.{_MARK} = 0;"


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the shop of `home` while the block runs; return its address."""
    port = free_port()
    command = [PROGRAM, "serve", "--home", str(home), f"--port={port}", "--no-work"]
    told = {**os.environ, "HARVESTMAN_SHOP_LIMITS": "false"}
    with (
        (home / "serve.log").open("wb") as log,
        subprocess.Popen(command, env=told, stdout=log, stderr=log) as running,
    ):
        try:
            _wait(port, running, home)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def _wait(port: int, running: "subprocess.Popen[bytes]", home: Path) -> None:
    until = time.monotonic() + _WITHIN_S
    while time.monotonic() < until and running.poll() is None:
        asked = http.client.HTTPConnection("127.0.0.1", port)
        with suppress(OSError), closing(asked):
            asked.request("GET", "/health")
            if asked.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise AssertionError((home / "serve.log").read_text())


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Start a Chromium with an empty profile."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Window:
    """One page of a browser, and what went wrong in it since it was last asked."""

    site: str
    page: Page
    troubles: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the shop."""
        self.page.goto(self.site + path)
        return self.page

    def went_wrong(self) -> list[str]:
        """Return what went wrong until now, and forget it."""
        said, self.troubles[:] = list(self.troubles), []
        return said

    def is_too_wide(self) -> list[str]:
        """Return what makes the page wider than the window, if it is."""
        found: list[str] = self.page.evaluate(_TOO_WIDE)
        return found

    def _heard(self, message: ConsoleMessage) -> None:
        # The address of a refusal is itself an error to Chromium.
        if message.type == "error" and message.location["url"] != self.page.url:
            self.troubles.append(f"{message.text} ({message.location['url']})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site + "/", "data:")):
            self.troubles.append(f"asked {request.url}")


@contextmanager
def window(browser: Browser, site: str, **told: Any) -> Iterator[Window]:
    """Open a window without cookies; `told` is what Playwright takes of a context."""
    context = browser.new_context(**told)
    context.add_init_script(CANARY)
    opened = Window(site, context.new_page())
    opened.page.on("console", opened._heard)
    opened.page.on("request", opened._asked)
    opened.page.on("pageerror", lambda error: opened.troubles.append(str(error)))
    opened.page.on("dialog", lambda said: _shown(opened, said))
    yield opened
    context.close()


def _shown(opened: Window, said: Any) -> None:
    opened.troubles.append(f"dialog: {said.message}")
    said.dismiss()


_TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1)
    .slice(0, 5)
    .map((one) => one.outerHTML.slice(0, 120));
}"""
