"""The spider middlewares around a callback, laid flat.

Scrapy puts an asynchronous generator around the output for every middleware. Those of
its own, and all that are built on its base class, look at one request or item at a
time; for them a thing walks down a list. One middleware that does more, and the crawl
goes through Scrapy's own chain (`Sieve.of` returns None).
"""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy.http import Request
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware
from scrapy.spidermiddlewares.start import StartSpiderMiddleware
from scrapy.utils.python import global_object_name

from crawler import seam
from crawler.engine.chain import with_spider

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.core.spidermw import SpiderMiddlewareManager
    from scrapy.http import Response

Layer = tuple[Callable[..., Any] | None, Callable[..., Any] | None]
Output = Iterable[Any] | AsyncIterator[Any]


@dataclass(frozen=True, slots=True)
class Rescue:
    """What a middleware made of an error, and the layer where it goes on."""

    output: Output
    layer: int


class Sieve:
    """The spider middlewares of a crawl, from the spider outwards."""

    def __init__(
        self,
        layers: list[Layer],
        manager: "SpiderMiddlewareManager",
        spider: "Spider",
    ) -> None:
        self._layers = layers
        self._walks = [
            [
                [step for one in layers[start:] if (step := one[kind]) is not None]
                for kind in (0, 1)
            ]
            for start in range(len(layers) + 1)
        ]
        found = (seam.before_output(one) for one in manager.middlewares)
        self._before = [one for one in found if one]
        self._inputs = _bound(manager, "process_spider_input", spider)
        self._errors = _bound(manager, "process_spider_exception", spider)

    @staticmethod
    def of(manager: "SpiderMiddlewareManager", spider: "Spider") -> "Sieve | None":
        """Return the sieve that does what `manager` does, if there is one."""
        layers: list[Layer] = []
        outputs = manager.methods["process_spider_output"]
        # The manager keeps the methods with the last middleware first.
        for one, method in zip(reversed(manager.middlewares), outputs, strict=True):
            step = seam.step_of(one)
            if method is not None and step is None:
                return None
            layers.append(_layer(one, step))
        return Sieve(layers, manager, spider)

    @property
    def end(self) -> int:
        """Return the layer after the last, for what passes no middleware."""
        return len(self._layers)

    def admit(self, response: "Response") -> None:
        """Show `response` to all middlewares; one of them may raise."""
        for method in self._inputs:
            if method is not None and method(response=response) is not None:
                raise TypeError(
                    f"{global_object_name(method)} must return None or raise"
                )

    def begin(self, response: "Response") -> None:
        """Get `response` ready for its output."""
        for ready in self._before:
            ready(response)

    def passed(self, thing: Any, response: Any, layer: int) -> Any:
        """Return what is left of a request or item from `layer` outwards, or None."""
        steps = self._walks[layer][not isinstance(thing, Request)]
        for step in steps:
            thing = step(thing, response)
            if thing is None:
                break
        return thing

    def rescue(self, response: Any, error: Exception, layer: int) -> Rescue | None:
        """Ask the middlewares from `layer` outwards what to do about `error`."""
        for at in range(layer, self.end):
            method = self._errors[at]
            if method is None:
                continue
            came = method(response=response, exception=error)
            if isinstance(came, Iterable | AsyncIterator):
                return Rescue(came, at + 1)
            if came is not None:
                raise TypeError(
                    f"{global_object_name(method)} must return None or an iterable,"
                    f" got {type(came).__name__}"
                )
        return None


def _layer(middleware: object, step: Callable[..., Any] | None) -> Layer:
    if step is None or not isinstance(middleware, BaseSpiderMiddleware):
        return None, None
    # It marks what comes from start() and lets all else through.
    start_only = type(middleware) is StartSpiderMiddleware
    items = type(middleware).get_processed_item
    plain = items is BaseSpiderMiddleware.get_processed_item
    return (
        None if start_only else step,
        None if plain else middleware.get_processed_item,
    )


def _bound(
    manager: "SpiderMiddlewareManager", kind: str, spider: "Spider"
) -> list[Callable[..., Any] | None]:
    return [one and with_spider(one, spider) for one in manager.methods[kind]]
