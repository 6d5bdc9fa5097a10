"""A crawl's figures as Prometheus reads them."""

from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.watch.counts import CLASSES_S, Summary
from crawler.watch.lines import head, sample

if TYPE_CHECKING:
    from crawler.watch.progress import Progress

_PREFIX = "harvestman_crawl_"
# Field of the progress -> its kind, and what it counts.
_FIGURES = {
    "pages": ("counter", "Pages stored with status 200."),
    "fetched": ("counter", "Answers of hosts, whatever their status."),
    "errors": ("counter", "Attempts without an answer."),
    "duplicates": ("counter", "Redirects to pages that were known."),
    "forbidden": ("counter", "Pages that robots.txt forbids."),
    "unrendered": ("counter", "Pages that need a browser and got none."),
    "private": ("counter", "Attempts refused for a private address."),
    "blocked": ("counter", "Answers that were walls: challenges, logins, refusals."),
    "bytes": ("counter", "Bytes received."),
    "queued": ("gauge", "Pages that wait."),
    "hosts": ("gauge", "Hosts met."),
}


def metrics(campaign: str, progress: "Progress", summary: Summary) -> str:
    """Return everything that is known of the crawl of `campaign`."""
    labels = {"campaign": campaign}
    return "".join(
        f"{line}\n"
        for line in (
            *_figures(labels, progress),
            *_outcomes(labels, summary),
            *_times(labels, summary),
            *_hosts(labels, summary),
        )
    )


def _figures(labels: dict[str, str], progress: "Progress") -> Iterator[str]:
    for field, (kind, words) in _FIGURES.items():
        name = f"{field}_total" if kind == "counter" else field
        yield from _head(name, kind, words)
        yield _sample(name, labels, getattr(progress, field))


def _outcomes(labels: dict[str, str], summary: Summary) -> Iterator[str]:
    yield from _head("answers_total", "counter", "Answers by status.")
    for status, count in sorted(summary.statuses.items()):
        yield _sample("answers_total", {**labels, "status": str(status)}, count)
    yield from _head("failures_total", "counter", "Attempts without answer by error.")
    for error, count in sorted(summary.errors.items()):
        yield _sample("failures_total", {**labels, "error": error}, count)


def _times(labels: dict[str, str], summary: Summary) -> Iterator[str]:
    name = "answer_seconds"
    yield from _head(name, "histogram", "How long answers took.")
    bounds = (*map(str, CLASSES_S), "+Inf")
    for bound, count in zip(bounds, accumulate(summary.classes), strict=True):
        yield _sample(f"{name}_bucket", {**labels, "le": bound}, count)
    yield _sample(f"{name}_sum", labels, round(summary.seconds, 6))
    yield _sample(f"{name}_count", labels, sum(summary.classes))


def _hosts(labels: dict[str, str], summary: Summary) -> Iterator[str]:
    """Yield the busiest hosts alone: one series a host would be millions."""
    for field, words in (
        ("requests", "Attempts at the busiest hosts."),
        ("errors", "Attempts without an answer at the busiest hosts."),
        ("bytes", "Bytes from the busiest hosts."),
    ):
        name = f"host_{field}_total"
        yield from _head(name, "counter", words)
        for count in summary.busiest:
            of = {**labels, "host": count.host}
            yield _sample(name, of, getattr(count, field))


def _head(name: str, kind: str, words: str) -> Iterator[str]:
    return head(f"{_PREFIX}{name}", kind, words)


def _sample(name: str, labels: dict[str, str], value: float) -> str:
    return sample(f"{_PREFIX}{name}", labels, value)
