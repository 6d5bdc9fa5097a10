"""One page while the browser renders it: what it may ask, and what is done with it.

A page asks for its scripts and data in the turns of the hosts that it asks (pace.py). It
is led nowhere: where a script or a redirect would take it is noted for the frontier.
"""

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as NeverQuiet

from crawler.browser.robots import RESTING
from crawler.campaign.model import Step
from frontier.urls import canonical, host

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import Page
    from playwright.async_api import Request as Asked

    from crawler.browser.robots import PartRules
    from crawler.run import Run

log = structlog.get_logger()

# How long a page may be busy before it is read as it stands.
SETTLE_S = 10.0
# How long an element may be waited for.
STEP_S = 10.0
# A page is quiet that has asked for nothing for so long, as browsers see it as well.
_QUIET_S = 0.5
_LOOK_EVERY_S = 0.05
_CLOSE_S = 5.0
# Refused parts of a page that are told of.
_MOST_NOTED = 50
_NOT_TEXT = frozenset({"image", "media", "font", "stylesheet"})
_READING = frozenset({"GET", "HEAD"})
_TO_THE_BOTTOM = "window.scrollTo(0, document.documentElement.scrollHeight)"


class Visit:
    """The rendering of one page, which begins in the turn of its host."""

    def __init__(self, run: "Run", rules: "PartRules", url: str) -> None:
        self.url = url
        self.host = host(url)
        self.led_to = ""  # where a script wanted to go
        self.sent_to = ""  # where a redirect did
        self.steps: Sequence[Step] = run.renderer.steps(url)
        self._run = run
        self._rules = rules
        self._page: Page | None = None
        self._turns: dict[Asked | None, str] = {None: self.host}
        self._refused: set[str] = set()  # parts, by their addresses
        self._waiting = 0
        self._busy_at = 0.0

    @property
    def longest_s(self) -> float:
        """How long this may take at most, or the page is stuck."""
        loading_s = 2 * self._run.settings.timeout_s + SETTLE_S
        return loading_s + sum(map(_longest_s, self.steps))

    def opened(self, page: "Page") -> None:
        """Take the page that the browser opened for this."""
        self._page = page
        page.on("request", self._going)
        page.on("requestfinished", self._over)
        page.on("requestfailed", self._over)
        page.on("popup", _shut)

    async def refuses(self, asked: "Asked") -> bool:
        """Refuse what a reader of this page does not need; wait for a turn for the rest.

        A page may not post, open frames or lead the browser anywhere else.
        """
        if not asked.url.startswith(("http:", "https:")):
            return False  # data: and blob: touch no network
        if asked.is_navigation_request():
            return await self._refuses_to_go(asked)
        if asked.resource_type in _NOT_TEXT or asked.method not in _READING:
            return True
        name = host(asked.url)
        if not self._run.renderer.lends(name, self.host):
            return True
        self._waiting += 1
        try:
            why = await self._rules.hindrance(asked.url, self.host)
            if not why:
                return not await self._has_turn(asked, name)
            self._note(asked.url, why)
            return True
        finally:
            self._waiting -= 1

    async def stay(self, page: "Page") -> None:
        """Wait until the page is quiet, and take the steps that it is to be read after.

        A page that never is quiet, or in which a step fails, is read as it stands.
        """
        with suppress(NeverQuiet):
            await page.wait_for_load_state("networkidle", timeout=SETTLE_S * 1000)
        for step in self.steps:
            try:
                await self._take(page, step)
            except BrowserError as error:
                log.warning(
                    "page_step_failed",
                    url=self.url,
                    step=step.said(),
                    error=error.message.partition("\n")[0][:300],
                )
                return

    async def close(self) -> bool:
        """Give back every turn, and the page; return whether it could be closed."""
        for asked in list(self._turns):
            self._over(asked)
        if self._page is None or self._page.is_closed():
            return True
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._page.close()
        except (BrowserError, TimeoutError):
            return self._page.is_closed()
        return True

    async def _take(self, page: "Page", step: Step) -> None:
        if step.wait_for:
            await page.wait_for_selector(step.wait_for, timeout=STEP_S * 1000)
        elif step.click:
            await page.click(step.click, timeout=STEP_S * 1000)
            await self._settle()
        await asyncio.sleep(step.wait_s or 0.0)
        for _ in range(step.scroll or 0):
            await page.evaluate(_TO_THE_BOTTOM)
            await self._settle()

    async def _settle(self) -> None:
        """Wait until what the last step has set off is over."""
        self._busy_at = time.monotonic()
        end_at = self._busy_at + SETTLE_S
        while time.monotonic() < min(end_at, self._quiet_at()):
            await asyncio.sleep(_LOOK_EVERY_S)

    def _quiet_at(self) -> float:
        if self._waiting or self._turns:
            self._busy_at = time.monotonic()
        return self._busy_at + _QUIET_S

    async def _refuses_to_go(self, asked: "Asked") -> bool:
        if self._page is None or asked.frame != self._page.main_frame:
            return True
        if None in self._turns:
            self._turns[asked] = self._turns.pop(None)  # the page itself
            return False
        if canonical(asked.url) != self.url:
            if self._run.frontier.plan.scope.single(asked.url):
                self.led_to = asked.url
            return True
        return not await self._has_turn(asked, self.host)  # a script loads it again

    def _going(self, asked: "Asked") -> None:
        """Note where a redirect leads, which nobody is asked about."""
        led = asked.redirected_from and asked.is_navigation_request()
        if led and self._page and asked.frame == self._page.main_frame:
            self.sent_to = asked.url

    async def _has_turn(self, asked: "Asked", name: str) -> bool:
        """Wait for the turn of a host; return whether it may be asked then."""
        await self._run.pace.turn(name)
        self._turns[asked] = name
        if await self._has_rested(name, asked.url):
            return True
        if self._turns.pop(asked, None):
            self._run.pace.over(name, 0.0)
        return False

    async def _has_rested(self, name: str, url: str) -> bool:
        """Wait until another host has rested; False: it wants more than a page waits."""
        if name != self.host:
            pause_s = self._rules.pause_s(name)
            if pause_s > self._run.settings.timeout_s:
                self._note(url, RESTING)
                return False
            await asyncio.sleep(max(0.0, pause_s))
        return self._page is not None and not self._page.is_closed()

    def _note(self, url: str, why: str) -> None:
        """Keep that a part was refused; a page that asks on and on is told of once."""
        if url not in self._refused and len(self._refused) < _MOST_NOTED:
            self._refused.add(url)
            delay_s = self._rules.delay_s(host(url))
            self._rules.account.refused(url, why, self.url, delay_s)

    def _over(self, asked: "Asked | None") -> None:
        name = self._turns.pop(asked, None)
        if name is None:
            return
        self._run.pace.over(name, self._rules.delay_s(name))
        if name != self.host:
            self._run.frontier.asked(name, self._run.clock.now())


async def _shut(popup: "Page") -> None:
    with suppress(BrowserError):
        await popup.close()


def _longest_s(step: Step) -> float:
    return STEP_S + (step.wait_s or 0.0) + (step.scroll or 1) * SETTLE_S
