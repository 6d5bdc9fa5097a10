"""`harvestman campaign review`: the walls that hosts put up, for a person to decide."""

import time
from typing import Any

import click

from crawler.manners.review import Review, State, decide, read_review
from jobs.campaigns import known_campaign
from jobs.cli.call import Call, with_call
from jobs.cli.table import print_table
from jobs.frontiers import frontier_folder

_COLUMNS = ("case", "state", "met", "last", "host is", "until", "sign", "address")


@click.command(
    epilog="""\b
Examples:
  harvestman campaign review shops
  harvestman campaign review shops --resolve slow.example/captcha --note "allow-listed"
  harvestman campaign review shops --ignore shop.example/consent"""
)
@click.argument("name", metavar="NAME")
@click.option("--resolve", metavar="CASE", help="The wall is gone: ask the host again.")
@click.option("--ignore", metavar="CASE", help="This is no wall: take what comes.")
@click.option("--note", default="", help="Why, for whoever reads the list later.")
@click.option("--all", "all_", is_flag=True, help="Also what was decided before.")
@with_call()
def review(call: Call, name: str, **decision: Any) -> None:
    """List challenge, login and block pages that were met, or decide one.

    A CASE is a host, or HOST/KIND as it is listed.
    """
    one = known_campaign(call.home, name)
    folder = frontier_folder(call.home) / one.name
    resolved, ignored = decision["resolve"], decision["ignore"]
    if resolved and ignored:
        raise click.UsageError("give one of --resolve and --ignore.")
    case = resolved or ignored
    if case:
        state: State = "resolved" if resolved else "ignored"
        found = decide(folder, case, state, time.time(), decision["note"])
        text = f"{', '.join(each.id for each in found)}: {state}"
        call.answer({"campaign": one.name, "decided": found}, text)
        return
    all_ = decision["all_"]
    cases = [each for each in read_review(folder) if all_ or each.state == "open"]
    if call.json:
        call.answer({"campaign": one.name, "cases": cases}, "")
    elif not cases:
        print(f"Campaign {one.name} has met no wall that waits for a decision.")
    else:
        print_table(_COLUMNS, map(_row, cases), frozenset({"met"}))
        print(f"Decide with: harvestman campaign review {one.name} --resolve CASE")


def _row(case: Review) -> tuple[object, ...]:
    return (
        case.id,
        case.state,
        f"{case.times:,}",
        case.last_at[:19],
        case.did,
        (case.until or "")[:19],
        case.sign,
        case.url,
    )
