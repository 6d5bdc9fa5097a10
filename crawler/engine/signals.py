"""Scrapy's signals, sent at the price of who listens.

What a receiver takes is looked up once a function, not once a signal; who listens is
asked anew each time, because components come and go.
"""

import inspect
import logging
from asyncio import gather
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import StopDownload
from scrapy.utils.defer import ensure_awaitable
from twisted.internet.defer import Deferred

from crawler import seam

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Scrapy's own name: who filters its log by names finds the line where it was.
log = logging.getLogger("scrapy.utils.signal")


class Signals:
    """The signals of one crawler."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._sender = crawler.signals.sender
        self._taken: dict[Any, frozenset[str] | None] = {}

    def hearers(self, signal: object) -> list[Callable[..., Any]]:
        """Return who hears `signal`."""
        return seam.receivers(self._sender, signal)

    def heard(self, signal: object) -> bool:
        """Return whether anybody hears `signal`."""
        return bool(self.hearers(signal))

    def tell(
        self, signal: object, refusal: type[Exception] = StopDownload, **facts: Any
    ) -> Exception | None:
        """Tell all who hear `signal`; return the first `refusal` that one raised.

        Any other error of a receiver is logged and costs nobody else.
        """
        refused = None
        for receiver in seam.receivers(self._sender, signal):
            try:
                if isinstance(self._call(receiver, signal, facts), Deferred):
                    self._complain("Cannot return deferreds from signal", receiver)
            except refusal as error:
                refused = refused or error
            except Exception:
                self._complain("Error caught on signal", receiver, with_trace=True)
        return refused

    async def tell_and_wait(self, signal: object, **facts: Any) -> None:
        """Tell all who hear `signal` and wait for those who take their time."""
        slow = []
        for receiver in seam.receivers(self._sender, signal):
            try:
                came = self._call(receiver, signal, facts)
            except Exception:
                self._complain("Error caught on signal", receiver, with_trace=True)
                continue
            if inspect.isawaitable(came):
                slow.append(self._settled(receiver, came))
        if slow:
            await gather(*slow)

    async def _settled(self, receiver: Callable[..., Any], came: Any) -> None:
        try:
            await ensure_awaitable(came)
        except Exception:
            self._complain("Error caught on signal", receiver, with_trace=True)

    def _call(
        self, receiver: Callable[..., Any], signal: object, facts: dict[str, Any]
    ) -> Any:
        taken = self._takes(receiver)
        named = {"signal": signal, "sender": self._sender, **facts}
        if taken is not None:
            named = {name: named[name] for name in taken if name in named}
        return receiver(**named)

    def _takes(self, receiver: Callable[..., Any]) -> frozenset[str] | None:
        """Return the names of what `receiver` takes; None means whatever comes."""
        function = getattr(receiver, "__func__", receiver)
        try:
            return self._taken[function]
        except KeyError:
            taken = self._taken[function] = _names(receiver)
            return taken

    def _complain(
        self, text: str, receiver: Callable[..., Any], *, with_trace: bool = False
    ) -> None:
        log.error(
            "%(text)s handler: %(receiver)s",
            {"text": text, "receiver": receiver},
            exc_info=with_trace,
            extra={"spider": self._crawler.spider},
        )


def _names(receiver: Callable[..., Any]) -> frozenset[str] | None:
    taken = inspect.signature(receiver).parameters.values()
    if any(one.kind is one.VAR_KEYWORD for one in taken):
        return None
    return frozenset(one.name for one in taken if one.kind is not one.VAR_POSITIONAL)
