"""What becomes of a URL whose answer came: a page, another URL, or a later try.

Lanes bring answers here, several at a time; what is told to the frontier, and the links
that are found, go there once for all of them.
"""

from collections.abc import Sequence

import msgspec
import structlog

from crawler import robots
from crawler.clock import now
from crawler.errors import AddressRefused
from crawler.exchange import Answer
from crawler.rows import Fetched
from crawler.run import Run, described, header_of
from crawler.trail import Trail, trail_of
from extract.glance import Glance, glance
from frontier.errors import DiskFull, Unwritable
from frontier.robots import Answer as RobotsAnswer
from frontier.urls import fingerprint, join
from frontier.values import Kind, Lease, Reason
from lake.errors import LakeError

log = structlog.get_logger()

# What ends the crawl, not the page: nothing can be kept any more.
FAULTS = (LakeError, DiskFull, Unwritable, OSError)
# Answers that mean: later.
BUSY = frozenset({429, 503})
# How often a URL is asked again, in one crawl, of a host that says so.
_REFUSALS = 2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_HOPS = 10
_TIMEOUT = 408


class Came(msgspec.Struct, frozen=True):
    """What came for one lease: an answer, or why none came."""

    lease: Lease
    answer: Answer | Exception
    seconds: float = 0.0  # of what gave no answer
    rendered: str = ""  # the URL that a browser ended at


def take(run: Run, came: Sequence[Came]) -> None:
    """Keep what came; raises only what ends the crawl."""
    for one in came:
        if isinstance(one.answer, Answer):
            run.answered(one.lease, one.answer)
        elif not isinstance(one.answer, AddressRefused):
            run.failed(one.lease, one.answer, one.seconds)
    run.tell()
    for one in came:
        run.landed()
        _take_one(run, one)
    run.spread()


def _take_one(run: Run, came: Came) -> None:
    lease, answer = came.lease, came.answer
    try:
        if not isinstance(answer, Answer):
            _miss(run, lease, answer)
        elif lease.kind is Kind.ROBOTS:
            robots.tell(run, lease, robots.answer_of(run, answer))
        else:
            _settle(run, came, answer)
    except FAULTS:
        raise
    # A page may be anything; it costs itself and no other.
    except Exception as error:
        log.exception("page_failed", url=lease.url)
        run.progress.errors += 1
        run.note(lease, described(error))
        _failed(run, lease)


def _miss(run: Run, lease: Lease, error: Exception) -> None:
    if isinstance(error, AddressRefused):
        # Its other URLs would be refused as well, so the host waits.
        run.held.append(lease.id)
        run.progress.errors += 1
        run.progress.private += 1
        run.note(lease, str(error)[:500])
        return
    log.info("page_lost", url=lease.url, error=repr(error)[:300])
    if lease.kind is Kind.ROBOTS:
        robots.tell(run, lease, RobotsAnswer(status=None))
    else:
        _failed(run, lease)


def _settle(run: Run, came: Came, answer: Answer) -> None:
    lease = came.lease
    location = header_of(answer, b"location")
    if answer.status in BUSY:
        _later(run, lease)
    elif answer.status in _REDIRECTS and location is not None:
        _go_on(run, lease, join(lease.url, _text(location)))
    elif answer.status >= 500 or answer.status == _TIMEOUT:
        # The last try's answer is a fact worth keeping.
        if _failed(run, lease):
            _store(run, came, answer, _seen(lease, answer))
    elif lease.kind is Kind.SITEMAP:
        _read_sitemap(run, answer, lease)
    else:
        _page(run, came, answer)


def _failed(run: Run, lease: Lease) -> bool:
    """Have a URL tried again later; return whether this was the last try."""
    run.failures[lease.url] += 1
    run.unsettled.failed.append(lease.id)
    return run.failures[lease.url] >= run.frontier.plan.attempts


def _later(run: Run, lease: Lease) -> None:
    """Leave a busy host alone; its URL is asked again, or left for a later call."""
    run.refusals[lease.url] += 1
    if run.refusals[lease.url] > _REFUSALS:
        run.later.append(lease.id)
    else:
        run.release(lease)


def _go_on(run: Run, lease: Lease, target: str | None) -> None:
    """Follow a redirect: its target is a URL like any other."""
    trail = trail_of(lease.meta)
    first = trail.first or lease.url
    run.unsettled.empty.append(lease.id)
    if target is None or trail.hops >= _MOST_HOPS:
        run.note(lease, "TooManyRedirects", first)
        return
    onward = Trail(trail.parent_url, first, trail.hops + 1).packed()
    # A host may insist on another order of the same arguments: that is the same page.
    again = fingerprint(target) == fingerprint(lease.url)
    found = run.frontier.schedule(
        [target], run.clock.now(), depth=lease.depth, meta=[onward], again=again
    )
    if found.reasons[0] == Reason.DUPLICATE:
        run.progress.duplicates += 1
        run.note(lease, "Duplicate", first)
    elif found.reasons[0] != Reason.ACCEPTED:
        run.note(lease, "OutOfScope", first)


def _read_sitemap(run: Run, answer: Answer, lease: Lease) -> None:
    run.unsettled.empty.append(lease.id)
    if answer.status == 200:
        run.frontier.read_sitemap(
            lease.url, answer.body, run.clock.now(), depth=lease.depth
        )


def _page(run: Run, came: Came, answer: Answer) -> None:
    lease, page = came.lease, _seen(came.lease, answer)
    final = came.rendered and join(lease.url, came.rendered)
    if final and final != lease.url:
        _go_on(run, lease, final)  # a script led the browser there
        return
    if page.shell and not came.rendered:
        if run.browser:
            run.render(lease)
            return
        _count_unrendered(run, lease)
    _store(run, came, answer, page)
    if answer.status != 200:
        run.unsettled.empty.append(lease.id)
        return
    # The links first: a page that is done is not read for them again.
    if page.links and not page.rights.nofollow:
        urls = [
            url
            for url, rel in zip(page.links.urls, page.links.rels, strict=True)
            if not rel or "nofollow" not in rel.split()
        ]
        run.follow(urls, lease.depth + 1, Trail(lease.url).packed())
    run.progress.pages += 1
    run.unsettled.pages.append(lease.id)


def _seen(lease: Lease, answer: Answer) -> Glance:
    named: dict[str, str] = {}
    for name, value in answer.headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        named[key] = f"{named[key]}, {text}" if key in named else text
    return glance(lease.url, answer.body, named)


def _store(run: Run, came: Came, answer: Answer, page: Glance) -> None:
    lease = came.lease
    trail = trail_of(lease.meta)
    run.sink.page(
        Fetched(
            url=trail.first or lease.url,
            final_url=lease.url,
            fetched_at=now(),
            status=answer.status,
            headers=b"\r\n".join([b": ".join(header) for header in answer.headers]),
            asked=answer.asked,
            content_type=page.content_type,
            charset=page.charset,
            body=answer.body,
            depth=lease.depth,
            parent_url=trail.parent_url,
            renderer="chromium" if came.rendered else "http",
            robots_state="allowed" if run.settings.obey_robots else "ignored",
            rights=page.rights,
            links=page.links,
            ip=answer.ip,
            truncated=answer.truncated,
        )
    )


def _count_unrendered(run: Run, lease: Lease) -> None:
    if not run.progress.unrendered:
        log.warning(
            "javascript_pages_skipped",
            host=lease.host,
            hint="install chromium to render them",
        )
    run.progress.unrendered += 1


def _text(header: str) -> str:
    """Return a Location as UTF-8, which servers send; else as the standard says."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeDecodeError:
        return header
