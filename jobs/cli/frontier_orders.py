"""`harvestman frontier add|block|set-delay`: now, or through the inbox of a crawl."""

import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import TextIO

import click

from frontier.errors import BadUrl
from frontier.frontier import Frontier
from frontier.inbox import Add, Block, Command, SetDelay, Unblock
from frontier.orders import obey
from frontier.records import LONGEST
from frontier.urls import canonical
from frontier.values import Reason, sentence_of
from jobs.cli.amounts import Duration, Moment, counted, moment, span
from jobs.cli.place import HostName, Place, with_campaign
from jobs.frontiers import leave, opened_or_none

# URLs in one command, and in one call of the frontier.
_AT_ONCE = 10_000
_QUEUED = "; the crawl that runs takes it in"


@click.command(
    epilog="""\b
Examples:
  harvestman frontier add https://shop.example/sale --priority 5
  harvestman frontier add --seeds urls.txt
  zcat urls.gz | harvestman frontier add --seeds -"""
)
@click.argument("urls", nargs=-1, metavar="URL...")
@click.option(
    "--seeds",
    type=click.File(encoding="utf-8", errors="replace"),
    help="A file with one URL a line; - is standard input.",
)
@click.option(
    "--priority",
    type=click.IntRange(-1000, 1000),
    default=0,
    show_default=True,
    help="A host's URLs of a higher priority are fetched first.",
)
@with_campaign
def add(
    place: Place, urls: tuple[str, ...], seeds: TextIO | None, priority: int
) -> None:
    """Add URLs to what is to be fetched."""
    lines = (line.strip() for line in seeds or ())
    wanted = chain(urls, (line for line in lines if line and line[0] != "#"))
    reasons: Counter[int] = Counter()
    refused: dict[int, str] = {}
    with opened_or_none(place.call.home, place.campaign) as frontier:
        while chunk := list(islice(wanted, _AT_ONCE)):
            for url, code in _added(place, frontier, chunk, priority):
                reasons[code] += 1
                refused.setdefault(code, url)
    if not reasons:
        raise click.UsageError("there is nothing to add: give a URL or --seeds.")
    queued = frontier is None
    if place.call.json:
        named = {_name(code): count for code, count in sorted(reasons.items())}
        place.call.answer(
            {"campaign": place.campaign, "queued": queued, "urls": named}, ""
        )
    else:
        print(_added_words(place.campaign, reasons, refused, queued=queued))
    if not reasons.keys() & {Reason.ACCEPTED, Reason.DUPLICATE}:
        raise click.ClickException("no URL was added")


@click.command(
    epilog="""\b
Examples:
  harvestman frontier block slow.example --for 2h
  harvestman frontier block closed.example --until 2030-01-31
  harvestman frontier block slow.example --lift"""
)
@click.argument("host", type=HostName(), metavar="HOST")
@click.option("--for", "span_s", type=Duration(), help="For so long: 90s, 15m, 2h, 1d.")
@click.option("--until", type=Moment(), help="Until this date or time.")
@click.option("--lift", is_flag=True, help="Ask the host again from now on.")
@with_campaign
def block(
    place: Place, host: str, span_s: float | None, until: float | None, lift: bool
) -> None:
    """Leave a host alone, for a time or until it is lifted."""
    if sum((span_s is not None, until is not None, lift)) > 1:
        raise click.UsageError("give one of --for, --until and --lift.")
    now = time.time()
    if span_s is not None:
        until = now + span_s
    if until is not None and until <= now:
        raise click.UsageError("that time is over: give a later one, or --lift.")
    queued = _obey(place, Unblock(host) if lift else Block(host, until))
    if lift:
        text = f"{host} is asked again"
    elif until is None:
        text = f"{host} is blocked until you lift it: block {host} --lift"
    else:
        text = f"{host} is blocked until {moment(until)}"
    facts = {"host": host, "blocked": not lift, "until": until, "queued": queued}
    place.call.answer(facts, text + (_QUEUED if queued else ""))


@click.command(
    epilog="""\b
Examples:
  harvestman frontier set-delay small.example 10
  harvestman frontier set-delay small.example 1m
  harvestman frontier set-delay small.example default"""
)
@click.argument("host", type=HostName(), metavar="HOST")
@click.argument("delay", metavar="SECONDS|default")
@with_campaign
@click.pass_context
def set_delay(context: click.Context, place: Place, host: str, delay: str) -> None:
    """Set how long a host rests after each answer."""
    default = delay == "default"
    seconds = None if default else Duration("default").convert(delay, None, context)
    queued = _obey(place, SetDelay(host, seconds))
    if seconds is None:
        text = f"{host} has the crawl's own delay again"
    else:
        text = f"{host} is left alone for {span(seconds)} after each answer"
    facts = {"host": host, "delay_s": seconds, "queued": queued}
    place.call.answer(facts, text + (_QUEUED if queued else ""))


def _obey(place: Place, command: Command) -> bool:
    """Carry out `command`, or leave it for the crawl that runs; return which."""
    with opened_or_none(place.call.home, place.campaign) as frontier:
        if frontier is None:
            leave(place.call.home, place.campaign, command)
            return True
        obey(frontier, command, time.time())
        return False


def _added(
    place: Place, frontier: Frontier | None, urls: list[str], priority: int
) -> Iterator[tuple[str, int]]:
    """Add `urls` and return each with its `Reason`."""
    if frontier is not None:
        done = frontier.schedule(urls, time.time(), priority=priority)
        yield from zip(urls, done.reasons.tolist(), strict=True)
        return
    codes = [Reason.ACCEPTED if _is_url(url) else Reason.BAD for url in urls]
    good = tuple(url for url, code in zip(urls, codes, strict=True) if not code)
    if good:
        leave(place.call.home, place.campaign, Add(good, priority))
    yield from zip(urls, codes, strict=True)


def _is_url(text: str) -> bool:
    try:
        return len(canonical(text)) <= LONGEST
    except BadUrl:
        return False


def _name(code: int) -> str:
    return Reason(code).name.lower() if code < Reason.TRAP else "trap"


def _added_words(
    campaign: str, reasons: Counter[int], refused: dict[int, str], *, queued: bool
) -> str:
    accepted = reasons[Reason.ACCEPTED]
    lines = [f"{counted(accepted, 'URL')} added to campaign {campaign}"]
    if queued and accepted:
        lines[0] = (
            f"{counted(accepted, 'URL')} handed to the crawl of campaign {campaign}"
            " that runs; it adds what is new and in its scope"
        )
    lines += [
        f"{count:,} not added, such as {refused[code]!r:.100}: {sentence_of(code)}"
        for code, count in sorted(reasons.items())
        if code != Reason.ACCEPTED
    ]
    return "\n".join(lines)
