"""Whether a page may have a part: by its host's address, and by its robots.txt.

The frontier knows the rules of the hosts that it asks. Of others the file is read once a
crawl, in the host's turn and before anything else; what cannot be read forbids.
"""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from crawler.browser.account import Account
from crawler.errors import TimedOut, WireError
from crawler.exchange import Answer, Ask, described, header_of
from crawler.wire.client import Wire
from crawler.wire.names import Names
from crawler.wire.settings import WireSettings
from frontier.errors import BadUrl, ForeignOrigin
from frontier.robotsrules import Rules, parse
from frontier.urls import canonical, host, join

if TYPE_CHECKING:
    from crawler.run import Run
    from frontier.robotssettings import RobotsSettings

_TOO_MANY = 429
# Why a part is refused.
RESTING = "Resting: its host wants to be left alone for longer"
_FORBIDDEN = "Forbidden: by robots.txt"


class PartRules:
    """The rules of hosts that rendered pages fetch from."""

    def __init__(self, run: "Run", names: Names) -> None:
        self._run = run
        self._names = names
        self.account = Account(run)
        self._readings: dict[str, asyncio.Task[Rules | None]] = {}
        self._delays: dict[str, float] = {}  # that robots.txt asks for
        settings = run.settings
        self._wire = Wire(
            WireSettings(resolve=settings.resolve, allow_private=settings.allow_private)
        )

    async def hindrance(self, url: str, page: str) -> str:
        """Return why a page of the host `page` may not have `url`, "" if it may."""
        name = host(url)
        try:
            await self._names.addresses(name)
        except WireError as error:
            return described(error)
        if name != page and self.pause_s(name) > self._run.settings.timeout_s:
            return RESTING
        with suppress(ForeignOrigin):  # another process has those rules
            if self._run.frontier.forbids(url, self._run.clock.now()):
                return _FORBIDDEN
        # The rules of its own host the frontier has read before the page.
        return "" if name == page or await self._allow(url) else _FORBIDDEN

    async def _allow(self, url: str) -> bool:
        settings = self._run.frontier.plan.robots
        if settings is None:
            return True
        url = canonical(url)
        cut = url.index("/", 8)
        reading = self._readings.get(url[:cut])
        if reading is None:
            reading = asyncio.create_task(self._read(url[:cut], settings))
            self._readings[url[:cut]] = reading
        # A page that is closed meanwhile must not take the answer from the others.
        rules = await asyncio.shield(reading)
        return rules is not None and rules.allows(url[cut:])

    def pause_s(self, name: str) -> float:
        """Return how long a host still wants to be left alone."""
        run = self._run
        return run.frontier.ready_at(name) - run.clock.now()

    def delay_s(self, name: str) -> float:
        """Return the seconds from an answer of a host to the next request to it."""
        return max(self._run.frontier.delay_s(name), self._delays.get(name, 0.0))

    async def close(self) -> None:
        """Read nothing more."""
        for reading in self._readings.values():
            reading.cancel()
        await asyncio.gather(*self._readings.values(), return_exceptions=True)
        await self._wire.close()

    async def _read(self, origin: str, settings: "RobotsSettings") -> Rules | None:
        """Return what an origin's robots.txt says; None: that nothing is allowed."""
        answer = await self._followed(f"{origin}/robots.txt", settings.max_redirects)
        rules = _rules_of(answer, settings) if answer else None
        self._slow_down(host(origin), rules)
        self.account.robots(host(origin), answer, rules)
        return rules

    async def _followed(self, url: str, most: int) -> Answer | None:
        """Return what stands behind redirects, the last of too many; None: no answer."""
        for _ in range(1 + most):
            try:
                answer = await self._answer(url)
                location = header_of(answer, b"location")
                if not 300 <= answer.status < 400 or location is None:
                    break
                url = join(url, location) or ""
            except (WireError, BadUrl):
                return None
        return answer  # of too many redirects it is as good as no file

    async def _answer(self, url: str) -> Answer:
        run, name = self._run, host(url)
        await run.pace.turn(name)
        try:
            timeout_s = run.settings.timeout_s
            pause_s = self.pause_s(name)
            if pause_s > timeout_s:
                raise TimedOut(f"{name} wants to be left alone for longer")
            await asyncio.sleep(pause_s)
            headers = run.conduct.headers(name, url)
            answer = await self._wire.fetch(
                Ask(url=url, host=name, headers=headers, timeout_s=timeout_s)
            )
            self.account.asked(answer, self.delay_s(name))
            return answer
        finally:
            run.pace.over(name, self.delay_s(name))
            run.frontier.asked(name, run.clock.now())

    def _slow_down(self, name: str, rules: Rules | None) -> None:
        asked_s = rules.crawl_delay_s if rules else None
        if asked_s is not None:
            self._delays[name] = min(asked_s, self._run.settings.max_delay_s)


def _rules_of(answer: Answer, settings: "RobotsSettings") -> Rules | None:
    if 200 <= answer.status < 300:
        return parse(answer.body, settings.name, settings.largest_bytes)
    forbidden = answer.status in (401, 403) and settings.forbidden_statuses == "forbid"
    missing = 300 <= answer.status < 500 and answer.status != _TOO_MANY
    return Rules() if missing and not forbidden else None
