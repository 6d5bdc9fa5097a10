"""`harvestman campaign pause|resume`: now, or through the inbox of a crawl that runs."""

import time

import click

from frontier.inbox import Command, Pause, Resume
from frontier.orders import obey
from jobs.campaigns import known_campaign
from jobs.cli.call import Call, with_call
from jobs.errors import NoSuchCampaign
from jobs.frontiers import leave, opened_or_none


@click.command(epilog="\b\nExamples:\n  harvestman campaign pause shops")
@click.argument("name", metavar="NAME")
@with_call()
def pause(call: Call, name: str) -> None:
    """Fetch nothing more of a campaign until it is resumed."""
    queued = _obey(call, name, Pause())
    text = f"campaign {name} is paused; `harvestman campaign resume {name}` ends that"
    if queued:
        text = f"the crawl that runs pauses campaign {name} within a second"
    call.answer({"campaign": name, "paused": True, "queued": queued}, text)


@click.command(epilog="\b\nExamples:\n  harvestman campaign resume shops")
@click.argument("name", metavar="NAME")
@with_call()
def resume(call: Call, name: str) -> None:
    """Let a campaign that was paused go on."""
    queued = _obey(call, name, Resume())
    text = f"campaign {name} may go on; `harvestman crawl` fetches what waits"
    if queued:
        text = f"the crawl that runs goes on with campaign {name} within a second"
    call.answer({"campaign": name, "paused": False, "queued": queued}, text)


def _obey(call: Call, name: str, command: Command) -> bool:
    """Carry out `command`, or leave it for the crawl that runs; return which."""
    if not known_campaign(call.home, name).begun:
        raise NoSuchCampaign(
            f"campaign {name} was not crawled yet; `harvestman crawl {name}.toml`"
            " begins it"
        )
    with opened_or_none(call.home, name) as frontier:
        if frontier is None:
            leave(call.home, name, command)
            return True
        obey(frontier, command, time.time())
        return False
