"""Pages that are empty without scripts: they wait until a lane has a browser."""

import asyncio

from crawler.run import Run
from frontier.values import Lease


def render(run: Run, lease: Lease) -> None:
    """Have a page asked again by a browser, as soon as there is one."""
    run.shells.add(lease.url)
    if run.rendering:
        run.release(lease)
    else:
        run.frontier.set_aside([lease.id], run.clock.now())
        run.unrendered.append(lease.id)


def has_browser(run: Run) -> None:
    """Go on where a browser is at hand: what waited for one is asked first."""
    run.rendering = True
    run.woken = asyncio.Event()  # an event belongs to one loop, a lane has its own
    run.frontier.release(run.unrendered, run.clock.now())
    run.unrendered.clear()
