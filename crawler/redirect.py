"""Redirects: where one leads is a URL like any other, with its own turn and its own host."""

from crawler.run import Run
from crawler.trail import Trail, trail_of
from frontier.urls import fingerprint
from frontier.values import Lease, Reason

_MOST_HOPS = 10


def send_on(run: Run, lease: Lease, target: str | None) -> None:
    """Follow a redirect from the URL of `lease` to `target`; None leads nowhere."""
    trail = trail_of(lease.meta)
    first = trail.first or lease.url
    run.unsettled.empty.append(lease.id)
    if target is None or trail.hops >= _MOST_HOPS:
        run.note(lease, "TooManyRedirects", first)
        return
    onward = Trail(trail.parent_url, first, trail.hops + 1, trail.given).packed()
    # A host may insist on another order of the same arguments: that is the same page.
    again = fingerprint(target) == fingerprint(lease.url)
    score = run.score.of_urls([target], lease.depth) if run.score else None
    found = run.frontier.schedule(
        [target],
        run.clock.now(),
        depth=lease.depth,
        score=score,
        kind=lease.kind,
        meta=[onward],
        again=again,
    )
    if found.reasons[0] == Reason.DUPLICATE:
        run.progress.duplicates += 1
        run.note(lease, "Duplicate", first)
    elif found.reasons[0] != Reason.ACCEPTED:
        run.note(lease, "OutOfScope", first)
