"""What becomes of a URL whose answer came: a page, another URL, or a later try.

Lanes bring answers here, several at a time; what is told to the frontier, and the links
that are found, go there once for all of them.
"""

from collections.abc import Sequence

import structlog

from crawler import robots
from crawler.came import Came
from crawler.errors import AddressRefused
from crawler.exchange import Answer, described, header_of
from crawler.landing import keep, land
from crawler.redirect import send_on
from crawler.run import Run
from crawler.trail import trail_of
from crawler.visits import listed
from frontier.due import is_given
from frontier.errors import DiskFull, Unwritable
from frontier.robots import Answer as RobotsAnswer
from frontier.urls import join
from frontier.values import Kind, Lease
from lake.errors import LakeError

log = structlog.get_logger()

# What ends the crawl, not the page: nothing can be kept any more.
FAULTS = (LakeError, DiskFull, Unwritable, OSError)
# Answers that mean: later.
BUSY = frozenset({429, 503})
# How often a URL is asked again, in one crawl, of a host that says so.
_REFUSALS = 2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TIMEOUT = 408


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
    run.spread(now=False)


def _take_one(run: Run, came: Came) -> None:
    lease, answer = came.lease, came.answer
    try:
        if not isinstance(answer, Answer):
            if run.conduct.missed(answer, came.proxy):
                run.release(lease)
            else:
                _miss(run, lease, answer)
        elif lease.kind is Kind.ROBOTS:
            robots.tell(run, lease, robots.answer_of(run, answer), answer)
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
    first = trail_of(lease.meta).first or ""
    wall = run.conduct.came(lease.host, answer, came.proxy, first)
    if wall is not None and wall.shut:
        run.progress.blocked += 1
        run.note(lease, wall.sentence)
        run.conduct.shut_out(lease)
    elif answer.status in BUSY:
        _later(run, lease)
    else:
        _settle_open(run, came, answer)


def _settle_open(run: Run, came: Came, answer: Answer) -> None:
    lease = came.lease
    location = header_of(answer, b"location")
    if answer.status in _REDIRECTS and location is not None:
        send_on(run, lease, join(lease.url, _text(location)))
    elif answer.status >= 500 or answer.status == _TIMEOUT:
        # The last try's answer is a fact worth keeping.
        if _failed(run, lease):
            keep(run, came, answer)
    elif lease.kind is Kind.SITEMAP:
        _read_sitemap(run, answer, lease)
    else:
        land(run, came, answer)


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


def _read_sitemap(run: Run, answer: Answer, lease: Lease) -> None:
    run.unsettled.empty.append(lease.id)
    if answer.status == 200:
        given = trail_of(lease.meta).given or is_given(lease.meta)
        if run.frontier.plan.recrawl.on:
            visit = listed(answer, lease.depth, given=given)
            run.unsettled.visits[lease.id] = visit
        score = run.score
        run.frontier.read_sitemap(
            lease.url,
            answer.body,
            run.clock.now(),
            depth=lease.depth,
            trusted=given,
            score=(lambda urls: score.of_urls(urls, lease.depth)) if score else None,
        )


def _text(header: str) -> str:
    """Return a Location as UTF-8, which servers send; else as the standard says."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeDecodeError:
        return header
