"""Scores: which of many known URLs are fetched first, told by an expression.

A score is compiled once and then runs over all links of a page at a time, as one
comprehension over the columns that it names: as fast as the same written by hand
(benchmarks/campaigns.py).
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from crawler.campaign.expression import Expression
from crawler.campaign.model import Campaign
from extract.linking.links import Links

# What a shop's crawl wants, where nobody said anything.
DEFAULT = (
    '4 * (kind == "product") + 2 * (kind in ("list", "next", "page"))'
    ' + 3 * (kind == "seed") - depth / 2'
)
_CONSTANT = frozenset({"depth"})
_FROM_URL: dict[str, Callable[[str], str]] = {
    "host": lambda url: url.split("/", 3)[2],
    "path": lambda url: "/" + url.split("/", 3)[3].partition("?")[0],
    "query": lambda url: url.partition("?")[2],
}


class Score:
    """Tells how much a URL is wanted; the highest goes first."""

    def __init__(self, text: str) -> None:
        expression = Expression(text)
        self._columns = sorted(expression.names - _CONSTANT)
        self._run = _function(expression, self._columns)

    def of(self, links: Links, depth: int) -> list[float]:
        """Return the score of each of `links`, which lead to pages of `depth`."""
        columns = [_column(name, links) for name in self._columns]
        return self._run(len(links.urls), float(depth), *columns)

    def of_urls(
        self, urls: Sequence[str], depth: int, kind: str = "other"
    ) -> list[float]:
        """Return the score of addresses that no link of a page brought."""
        count = len(urls)
        none = [""] * count
        bare = Links(
            urls=list(urls),
            anchors=none,
            rels=none,
            kinds=[kind] * count,
            networks=[None] * count,
        )
        return self.of(bare, depth)


def score_of(campaign: Campaign) -> Score | None:
    """Return the score that orders `campaign`, None where none does."""
    return compiled(campaign.score) if campaign.order == "best" else None


@cache
def compiled(text: str) -> Score:
    """Return the score that `text` says; the default one for none."""
    return Score(text or DEFAULT)


def _column(name: str, links: Links) -> Sequence[Any]:
    match name:
        case "url":
            return links.urls
        case "position":
            return list(map(float, range(len(links.urls))))
        case "network":
            return [network or "" for network in links.networks]
        case "anchor" | "rel" | "kind":
            return getattr(links, f"{name}s")
    return list(map(_FROM_URL[name], links.urls))


def _function(expression: Expression, columns: list[str]) -> Callable[..., list[float]]:
    names = ", ".join(columns)
    given = ", ".join(f"{name}s" for name in columns)
    row, rows = (f"({names},)", f"zip({given})") if columns else ("_", "range(_count)")
    code = (
        f"lambda _count, depth, {given}: [{expression.code} for {row} in {rows}]"
        if columns
        else f"lambda _count, depth: [{expression.code} for {row} in {rows}]"
    )
    known: dict[str, Any] = {
        "__builtins__": {},
        **{word.__name__: word for word in (float, len, min, max, abs, zip, range)},
        "_ratio": _ratio,
    }
    for number, pattern in enumerate(expression.patterns):
        known[f"_pattern{number}"] = pattern
    # Written by Expression out of parts that it knows: no text of the user's is run.
    made: Callable[..., list[float]] = eval(code, known)  # noqa: S307
    return made


def _ratio(above: float, below: float) -> float:
    """Return a quotient; by nothing it is nothing, since a page must not end a crawl."""
    return above / below if below else 0.0
