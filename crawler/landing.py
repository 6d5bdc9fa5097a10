"""A page that came: kept, and its links noted; or asked again where a browser is."""

import structlog

from crawler.came import Came
from crawler.clock import now
from crawler.exchange import Answer, header_of
from crawler.keeping.heads import head_of
from crawler.keeping.images import images_of
from crawler.keeping.rows import Fetched
from crawler.keeping.validators import Last
from crawler.redirect import send_on
from crawler.run import Run
from crawler.shells import render
from crawler.trail import Trail, trail_of
from crawler.visits import unchanged, visited
from extract.glance import LOOKED_AT, Glance, glance
from extract.linking.links import Links
from frontier.due import is_offer
from frontier.urls import join
from frontier.values import Kind, Lease

log = structlog.get_logger()

_LOOKED_AT = [(name, name.encode()) for name in LOOKED_AT]
_NOTHING = Glance(content_type="", charset="")


def land(run: Run, came: Came, answer: Answer) -> None:
    """Keep a page and note where it leads."""
    lease = came.lease
    final = came.rendered and join(lease.url, came.rendered)
    asked_if = run.validators if answer.status == 304 else None
    last = asked_if.last(lease.url) if asked_if else None
    if last is not None:
        _confirm(run, came, answer, last)
    elif final and final != lease.url:
        send_on(run, lease, final)  # a script led the browser there
    elif lease.kind is Kind.IMAGE:
        seen = _seen(lease, answer)
        shown = Glance(content_type=seen.content_type, charset="")
        run.sink.page(_fetched(run, came, answer, shown))
        run.unsettled.empty.append(lease.id)
    else:
        _read(run, came, answer)


def _confirm(run: Run, came: Came, answer: Answer, last: Last) -> None:
    """Keep that a page has not changed, or ask anew where its body is lost."""
    lease = came.lease
    if run.sink.unchanged(_fetched(run, came, answer, _NOTHING), last):
        if run.frontier.plan.recrawl.on:
            offer = is_offer(lease.meta)
            run.unsettled.visits[lease.id] = unchanged(last, lease.depth, offer=offer)
        run.unsettled.empty.append(lease.id)
    else:
        if run.validators:
            run.validators.forget(lease.url)
        run.release(lease)


def _read(run: Run, came: Came, answer: Answer) -> None:
    lease, page = came.lease, _seen(came.lease, answer)
    if page.shell and not came.rendered and run.renderer.rule(lease.url) != "never":
        if run.browser:
            render(run, lease)
            return
        _count_unrendered(run, lease)
    if run.sink.keeps:
        run.sink.page(_fetched(run, came, answer, page))
    if answer.status != 200:
        run.unsettled.empty.append(lease.id)
        return
    # The links first: a page that is done is not read for them again.
    if page.links and not page.rights.nofollow:
        follow(run, lease, page.links)
    if run.settings.images and not page.rights.nofollow:
        _show(run, lease, answer)
    if run.frontier.plan.recrawl.on:
        run.unsettled.visits[lease.id] = visited(answer, lease.depth)
    run.progress.pages += 1
    run.unsettled.pages.append(lease.id)


def keep(run: Run, came: Came, answer: Answer) -> None:
    """Keep an answer that is no page: the last one of a URL that is given up."""
    run.sink.page(_fetched(run, came, answer, _seen(came.lease, answer)))


def _seen(lease: Lease, answer: Answer) -> Glance:
    named = {
        name: answer.fields[key].decode("latin-1")
        for name, key in _LOOKED_AT
        if key in answer.fields
    }
    return glance(lease.url, answer.body, named)


def follow(run: Run, lease: Lease, links: Links) -> None:
    """Note where a page leads, less what the frontier was told a moment ago."""
    urls, depth = links.urls, lease.depth + 1
    if "nofollow" in " ".join(links.rels):
        asked = [
            row for row, rel in enumerate(links.rels) if "nofollow" not in rel.split()
        ]
    else:
        asked = list(range(len(urls)))
    most = run.frontier.plan.max_depth
    # What is too deep here may be near enough from elsewhere.
    if most is None or depth <= most:
        met = run.recent.unmet([urls[row] for row in asked])
        asked = [asked[row] for row in met]
    if not asked:
        return
    scores = run.score.of(links, depth) if run.score else [0.0] * len(urls)
    run.found.add(
        [urls[row] for row in asked],
        [scores[row] for row in asked],
        depth,
        Trail(lease.url).packed(),
    )


def _show(run: Run, lease: Lease, answer: Answer) -> None:
    """Have the pictures of a page's product fetched as well."""
    kind = header_of(answer, b"content-type") or ""
    urls = images_of(lease.url, answer.body, kind, run.settings.images)
    if urls:
        meta = [Trail(lease.url).packed()] * len(urls)
        run.frontier.schedule(
            urls, run.clock.now(), depth=lease.depth, kind=Kind.IMAGE, meta=meta
        )


def _fetched(run: Run, came: Came, answer: Answer, page: Glance) -> Fetched:
    lease = came.lease
    trail = trail_of(lease.meta)
    return Fetched(
        url=trail.first or lease.url,
        final_url=lease.url,
        fetched_at=now(),
        status=answer.status,
        headers=head_of(answer),
        asked=run.conduct.kept(answer.asked),
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


def _count_unrendered(run: Run, lease: Lease) -> None:
    if not run.progress.unrendered:
        log.warning(
            "javascript_pages_skipped",
            host=lease.host,
            hint="install chromium to render them",
        )
    run.progress.unrendered += 1
