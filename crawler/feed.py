"""What is asked next: leases from the frontier, each in the moment of its host's turn."""

from collections.abc import AsyncIterator
from math import inf

import msgspec

from crawler.run import Run
from crawler.shells import render
from frontier.values import Batch, Kind, Lease


async def batches(run: Run) -> AsyncIterator[list[Lease]]:
    """Yield what may be asked now, until the campaign has all that it can have.

    Whoever walks this takes in what came meanwhile before asking for the next.
    """
    # What was paused before this call waits for nobody's word within it.
    busy_at = -inf if run.frontier.paused else run.clock.now()
    while not run.spent() and not run.stopping:
        now = run.clock.now()
        with run.shares.alone():
            places = run.places()
            batch = _batch(run, places, now)
            wanted = [lease for lease in batch if _is_wanted(run, lease)]
            run.begun(len(wanted))
        if wanted:
            yield wanted
        if len(batch) or run.in_flight:
            busy_at = now
            run.progress.idle = run.progress.paused = False
        elif _is_over(run, now, busy_at):
            if run.unsettled:
                run.flush()  # what failed is asked again
            elif run.bags is None or run.over:
                return
            else:
                run.progress.idle = True
        if not len(batch):
            await run.wait(run.frontier.next_ready_at() if run.places() else None)
            yield []


def _batch(run: Run, places: int, now: float) -> Batch | tuple[()]:
    """Return what has its turn; without any, links wait for others no longer."""
    batch = run.frontier.next_batch(places, now) if places else ()
    if not len(batch):
        plan_due(run, now)
    if places and not len(batch):
        run.spread()
    return batch


def plan_due(run: Run, now: float) -> None:
    """Have pages asked again whose next visit is due."""
    if run.frontier.plan.recrawl.on:
        due_at = run.frontier.next_due_at()
        if due_at is not None and due_at <= now:
            run.frontier.plan_due(now)


def _waits_for_browser(run: Run, lease: Lease) -> bool:
    """Leave a page for the lane that has a browser, if a rule says so; tell whether."""
    if run.rendering or run.browser is None or lease.kind is not Kind.PAGE:
        return False
    if run.renderer.rule(lease.url) != "always":
        return False
    render(run, lease)
    return True


def _is_over(run: Run, now: float, busy_at: float) -> bool:
    """Return whether nothing can be asked for longer than the crawl waits."""
    run.progress.paused = run.frontier.paused
    if run.progress.paused:
        return now - busy_at > run.settings.patience_s
    if run.conduct.blocks.asking:
        return now - busy_at > run.patience_s
    ready_at = run.conduct.ready_at()
    return ready_at is None or ready_at - now > run.patience_s


def _is_wanted(run: Run, lease: Lease) -> bool:
    """Return whether a URL still belongs: it was accepted in an earlier call, maybe.

    One that does not belong any more stays leased and is given back at the end; so its
    host waits as well, unless other URLs of it may belong.
    """
    plan = run.frontier.plan
    if lease.kind in (Kind.ROBOTS, Kind.IMAGE):
        return True
    too_deep = plan.max_depth is not None and lease.depth > plan.max_depth
    if plan.scope.holds(lease.url, lease.host) and not too_deep:
        return not _waits_for_browser(run, lease)
    places = msgspec.structs.replace(plan.scope, include=(), exclude=())
    if places.holds(lease.url, lease.host):
        run.set_aside(lease)
    else:
        run.held.append(lease.id)
    return False
