"""What becomes of a URL whose answer came: a page, another URL, or a later try."""

import structlog
from scrapy.http import Response

from crawler.clock import now
from crawler.read import Read, read
from crawler.rows import Fetched
from crawler.run import Run, lease_of
from crawler.trail import Trail, trail_of
from frontier.urls import fingerprint, join
from frontier.values import Kind, Lease, Reason

log = structlog.get_logger()

# Answers that mean: later.
BUSY = frozenset({429, 503})
# How often a URL is asked again, in one crawl, of a host that says so.
_REFUSALS = 2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_HOPS = 10
_TIMEOUT = 408


def settle(run: Run, response: Response) -> None:
    """Keep what `response` says and let the frontier know what came of its URL."""
    lease = lease_of(response.request)
    location = response.headers.get("Location")
    if response.status in BUSY:
        _later(run, lease)
    elif response.status in _REDIRECTS and location is not None:
        _go_on(run, lease, join(lease.url, _text(location)))
    elif response.status >= 500 or response.status == _TIMEOUT:
        # The last try's answer is a fact worth keeping.
        if failed(run, lease):
            _store(run, response, lease, read(response))
    elif lease.kind is Kind.SITEMAP:
        _read_sitemap(run, response, lease)
    else:
        _page(run, response, lease)


def failed(run: Run, lease: Lease) -> bool:
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
        run.note(first, "TooManyRedirects")
        return
    onward = Trail(trail.parent_url, first, trail.hops + 1).packed()
    # A host may insist on another order of the same arguments: that is the same page.
    again = fingerprint(target) == fingerprint(lease.url)
    found = run.frontier.schedule(
        [target], run.clock.now(), depth=lease.depth, meta=[onward], again=again
    )
    if found.reasons[0] == Reason.DUPLICATE:
        run.progress.duplicates += 1
        run.note(first, "Duplicate")
    elif found.reasons[0] != Reason.ACCEPTED:
        run.note(first, "OutOfScope")


def _read_sitemap(run: Run, response: Response, lease: Lease) -> None:
    run.unsettled.empty.append(lease.id)
    if response.status == 200:
        run.frontier.read_sitemap(
            lease.url, response.body, run.clock.now(), depth=lease.depth
        )


def _page(run: Run, response: Response, lease: Lease) -> None:
    page, rendered = read(response), "playwright" in response.meta
    if rendered and (final := join(lease.url, response.url)) != lease.url:
        _go_on(run, lease, final)  # a script led the browser there
        return
    if page.shell and not rendered:
        if run.browser:
            run.shells.add(lease.url)
            run.release(lease)
            return
        _count_unrendered(run, lease)
    _store(run, response, lease, page)
    if response.status != 200:
        run.unsettled.empty.append(lease.id)
        return
    # The links first: a page that is done is not read for them again.
    if not page.rights.nofollow:
        _follow(run, lease, page)
    run.progress.pages += 1
    run.unsettled.pages.append(lease.id)


def _store(run: Run, response: Response, lease: Lease, page: Read) -> None:
    trail = trail_of(lease.meta)
    asked = response.request
    run.sink.page(
        Fetched(
            url=trail.first or lease.url,
            final_url=lease.url,
            fetched_at=now(),
            status=response.status,
            headers=response.headers.to_string(),
            asked=asked.headers.to_string() if asked else b"",
            content_type=page.content_type,
            charset=page.charset,
            body=response.body,
            depth=lease.depth,
            parent_url=trail.parent_url,
            renderer="chromium" if "playwright" in response.meta else "http",
            robots_state="allowed" if run.settings.obey_robots else "ignored",
            rights=page.rights,
            links=page.links,
            ip=str(response.ip_address or ""),
        )
    )


def _follow(run: Run, lease: Lease, page: Read) -> None:
    urls = [link.dst_url for link in page.links if "nofollow" not in link.rel.split()]
    if urls:
        trail = Trail(lease.url).packed()
        run.frontier.schedule(
            urls, run.clock.now(), depth=lease.depth + 1, meta=[trail] * len(urls)
        )


def _count_unrendered(run: Run, lease: Lease) -> None:
    if not run.progress.unrendered:
        log.warning(
            "javascript_pages_skipped",
            host=lease.host,
            hint="install chromium to render them",
        )
    run.progress.unrendered += 1


def _text(header: bytes) -> str:
    try:
        return header.decode()
    except UnicodeDecodeError:
        return header.decode("latin-1")
