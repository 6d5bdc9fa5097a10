"""`harvestman lake forget`: take a page, a host or a domain out of the home for good."""

import sys
from typing import TYPE_CHECKING

import click

from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.progress import progress
from jobs.cli.table import print_table

if TYPE_CHECKING:
    from frontier.forgotten import Target

_SHOWN = 5


@click.command(
    epilog="""\b
Examples:
  harvestman lake forget https://shop.example/p/1 --dry-run
  harvestman lake forget https://shop.example/p/1
  harvestman lake forget shop.example --yes
  harvestman lake forget shop.example --domain      # and all hosts below it"""
)
@click.argument("target", metavar="URL|HOST")
@click.option("--domain", is_flag=True, help="Also all hosts below this one.")
@click.option("--dry-run", is_flag=True, help="Only say how many rows would go.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_call()
def forget(call: Call, target: str, domain: bool, dry_run: bool, yes: bool) -> None:
    """Forget all that was seen at a URL or on a host, and never fetch it again.

    Rows, bodies, old versions of tables, generated files, the catalogue, the frontier
    and the ledger lose it. There is no way back.
    """
    from frontier.forgotten import Target
    from jobs.forget import forget as forgotten
    from jobs.forget import planned

    meant = Target.of(target, domain=domain)
    if dry_run:
        rows = planned(call.home, call.settings, meant)
        if call.json:
            call.answer({"kind": meant.kind, "rows": rows}, "")
        elif rows:
            shown = [(name, f"{count:,}") for name, count in sorted(rows.items())]
            print_table(
                ("table", "rows that would go"),
                shown,
                frozenset({"rows that would go"}),
            )
        else:
            print(f"the lake holds nothing of {meant.name}")
        return
    _ask(call, meant, yes=yes)
    with progress() as shown_, shown_.step("forget") as report:
        done = forgotten(
            call.home, call.settings, meant, lambda name: report(0, 0, name)
        )
    call.answer(done, _words(meant, sum(done.rows.values()), done.mentions))


def _ask(call: Call, meant: "Target", *, yes: bool) -> None:
    if yes:
        return
    if call.json or not sys.stdin.isatty():
        raise click.UsageError("what is forgotten cannot be had back: add --yes.")
    what = {"url": "this page", "host": "this host", "domain": "this whole domain"}
    click.confirm(
        f"Forget {what[meant.kind]}, {meant.name}, for good, and never fetch it again?",
        abort=True,
    )


def _words(meant: "Target", rows: int, mentions: tuple[str, ...]) -> str:
    gone = counted(rows, "row")
    lines = [f"{meant.name} is forgotten: {gone} gone, and it is not fetched again"]
    if mentions:
        lines.append(
            f"{len(mentions)} pages elsewhere, or more, link to it, and their bodies"
            " still do; forget them as well to be rid of that:"
        )
        lines += [f"  {url}" for url in mentions[:_SHOWN]]
    return "\n".join(lines)
