"""`harvestman lake freshness|check`: how old the facts are, and whether they hold."""

import click

from jobs.cli.amounts import Duration, counted, span
from jobs.cli.call import Call, with_call
from jobs.cli.grid import cell
from jobs.cli.lake_pin import pin_if_never
from jobs.cli.table import plain, print_table
from jobs.cli.wait import waiting
from lake.freshness import (
    StaleHost,
    TableAge,
    newest_rates,
    stale_hosts,
    table_ages,
)
from lake.quality import Finding, checks, run_checks
from lake.sql import connect
from lake.watch import watched

_WEEK_S = 7 * 86_400.0
_HOSTS = 20


@click.command(
    epilog="""\b
Examples:
  harvestman lake freshness
  harvestman lake freshness --stale 2d --json"""
)
@click.option(
    "--stale",
    "stale_s",
    type=Duration(),
    default=_WEEK_S,
    metavar="DURATION",
    help="A host not fetched from for so long is stale.  [default: 7d]",
)
@with_call()
def freshness(call: Call, stale_s: float) -> None:
    """Say how old the newest fact of each table is, and which hosts went stale."""
    pin_if_never(call)
    with connect(call.home, call.settings.lake) as connection:
        ages = table_ages(connection)
        hosts = stale_hosts(connection, stale_s)
        rates = [rate for rate in newest_rates(connection) if rate.is_stale]
    if call.json:
        facts = {"tables": ages, "stale_hosts": hosts, "stale_rates": rates}
        call.answer(facts, "")
        return
    _print_ages(ages)
    _print_hosts(hosts, stale_s)
    if rates:
        days = min(rate.days_old for rate in rates)
        print(
            f"{len(rates)} exchange rates are at least {days} days old:"
            " harvestman lake fx import FILE"
        )


def _print_ages(ages: list[TableAge]) -> None:
    rows = [
        (
            one.table_name,
            one.campaign,
            f"{one.rows:,}",
            cell(one.newest_at),
            _age(one.lag_s),
        )
        for one in ages
        if one.rows
    ]
    names = ("table", "campaign", "rows", "newest fact (UTC)", "old")
    print_table(names, rows, frozenset({"rows"}))
    empty = [one.table_name for one in ages if not one.rows]
    if empty:
        print(f"Empty: {', '.join(empty)}.")


def _print_hosts(hosts: list[StaleHost], stale_s: float) -> None:
    if not hosts:
        print(f"Every host was fetched from within {span(stale_s)}.")
        return
    print(f"Not fetched from for {span(stale_s)}: {counted(len(hosts), 'host')}.")
    rows = [
        (one.host, f"{one.pages:,}", cell(one.last_fetched_at), _age(one.lag_s))
        for one in hosts[:_HOSTS]
    ]
    names = ("host", "pages", "last fetched (UTC)", "old")
    print_table(names, rows, frozenset({"pages"}))
    if len(hosts) > _HOSTS:
        print(f"and {len(hosts) - _HOSTS:,} more: --json lists them")


@click.command(
    epilog="""\b
Examples:
  harvestman lake check
  harvestman lake check price_without_currency price_jump
  harvestman lake check --json || echo broken"""
)
@click.argument("names", nargs=-1, metavar="[CHECK]...")
@with_call()
def check(call: Call, names: tuple[str, ...]) -> None:
    """Ask whether the lake's facts hold; fails when one that must hold does not."""
    known = {one.name: one for one in checks()}
    strange = [name for name in names if name not in known]
    if strange:
        raise click.UsageError(
            f"No check {strange[0]!r}; there are {', '.join(known)}."
        )
    pin_if_never(call)
    chosen = [known[name] for name in names or known]
    with (
        connect(call.home, call.settings.lake) as connection,
        waiting("checking") as report,
    ):
        found = watched(
            connection, lambda: list(run_checks(connection, chosen)), report
        )
    broken = [one for one in found if one.is_broken]
    if call.json:
        call.answer({"checks": found, "broken": len(broken)}, "")
    else:
        _print(found)
    if broken:
        raise click.exceptions.Exit(1)


def _print(found: list[Finding]) -> None:
    rows = [(_state(one), one.name, f"{one.rows:,}", one.claim) for one in found]
    print_table(("", "check", "rows", "what should hold"), rows, frozenset({"rows"}))
    for one in found:
        for example in one.examples:
            facts = {name: cell(value) for name, value in example.items()}
            print(plain(f"{one.name}: {facts}"))


def _state(found: Finding) -> str:
    return found.severity if found.rows else "good"


def _age(lag_s: float | None) -> str:
    return "" if lag_s is None else span(max(lag_s, 0))
