"""`harvestman profile list|show|confirm`: known sites, off until permission is given."""

import time
from datetime import UTC, datetime

import click

from crawler.manners.permission import Permission
from crawler.manners.profile import (
    Profile,
    confirm,
    newest_permission,
    profile_names,
    read_profile,
)
from jobs.cli.call import Call, with_call
from jobs.cli.table import print_table

_NOTES = ("terms", "rights", "robots", "walls", "instead", "ask")


@click.group()
def profile() -> None:
    """Campaigns for known sites, each off until you confirm that you may crawl it."""


@profile.command("list", epilog="\b\nExamples:\n  harvestman profile list")
@with_call(needs_home=False)
def list_(call: Call) -> None:
    """Show which profiles there are and whether they are on."""
    found = [(read_profile(name), _state(call, name)) for name in profile_names()]
    if call.json:
        rows = [{"name": one.name, "site": one.site, "state": s} for one, s in found]
        call.answer({"profiles": rows}, "")
        return
    print_table(
        ("name", "site", "hosts", "state"),
        [(one.name, one.site, ", ".join(one.hosts), state) for one, state in found],
    )


@profile.command(epilog="\b\nExamples:\n  harvestman profile show aliexpress")
@click.argument("name")
@with_call(needs_home=False)
def show(call: Call, name: str) -> None:
    """Show what is known of a site, and its campaign."""
    found = read_profile(name)
    lines = [f"{found.site}: {_state(call, name)}", ""]
    lines += [f"{note}: {getattr(found, note)}" for note in _NOTES]
    call.answer(found, "\n".join([*lines, "", found.campaign.rstrip()]))


@profile.command(
    "confirm",
    epilog="""\b
Examples:
  harvestman profile confirm dhgate --by "A. Lovelace, buying" \\
    --evidence "agreement of 3 May, contracts/dhgate.pdf"
  harvestman crawl harvest/campaigns/dhgate.toml""",
)
@click.argument("name")
@click.option("--by", required=True, help="Who gives his word that it is permitted.")
@click.option(
    "--evidence",
    required=True,
    help="Where the permission can be read: a contract, a mail, an API agreement.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="The day on which it ends, as 2027-05-03.",
)
@with_call(makes_home=True)
def confirm_(
    call: Call, name: str, by: str, evidence: str, until: datetime | None
) -> None:
    """Confirm that you may crawl a site, and write its campaign into the home.

    Read its terms and robots.txt first; `harvestman profile show` says where.
    """
    found = read_profile(name)
    if until and until.replace(tzinfo=UTC) <= datetime.now(UTC):
        raise click.BadParameter(f"{until:%Y-%m-%d} is past.", param_hint="--until")
    permission = _permission(found, by, evidence, until)
    path = confirm(call.home, found, permission)
    text = f"{found.site} is on; start it with `harvestman crawl {path}`"
    call.answer({"campaign": path, "permission": permission}, text)


def _permission(
    found: Profile, by: str, evidence: str, until: datetime | None
) -> Permission:
    return Permission(
        site=found.site,
        hosts=found.hosts,
        by=by,
        evidence=evidence,
        at=time.time(),
        until=until.replace(tzinfo=UTC).timestamp() if until else None,
    )


def _state(call: Call, name: str) -> str:
    last = newest_permission(call.home, read_profile(name))
    if last is None:
        return "off"
    ended = last.until is not None and last.until <= time.time()
    return f"ended, was permitted by {last.by}" if ended else f"on, by {last.by}"
