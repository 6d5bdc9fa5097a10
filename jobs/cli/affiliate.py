"""`harvestman affiliate`: what networks pay for clicks, and by what they prove themselves."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from click import UsageError

from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.person import AS
from jobs.cli.table import print_table
from ledger import audit
from ledger.affiliate.reading import FIELDS
from ledger.affiliate.report import Columns, read_report, take_report
from ledger.affiliate.secrets import forget_secret, heard_networks, new_secret
from ledger.affiliate.statement import Statement, statements
from ledger.open import open_ledger
from ledger.vault import Vault
from storefront.money import amount

_SUMS = ("pending", "cleared", "paid", "reversed")
_LARGEST = 50_000_000


@click.group()
def affiliate() -> None:
    """See what affiliate networks pay, and let them tell it."""


@affiliate.command(
    epilog="\b\nExamples:\n  harvestman affiliate hear awin"
    "\n  harvestman affiliate hear --stop awin"
)
@click.argument("network")
@click.option("--stop", is_flag=True, help="Hear it no more; what it told stays.")
@AS
@with_call()
def hear(call: Call, network: str, stop: bool, actor: str) -> None:
    """Make the secret by which NETWORK proves its postbacks, and print it once."""
    now = datetime.now(UTC)
    vault = None if stop else Vault.from_key(call.settings.ledger.vault_key)
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.write() as connection,
    ):
        if vault is None:
            if not forget_secret(connection, network):
                known = ", ".join(heard_networks(connection)) or "none"
                raise UsageError(f"{network} is not heard; these are: {known}")
            secret = ""
        else:
            secret = new_secret(vault, connection, network, now)
        action = "affiliate.stop" if stop else "affiliate.hear"
        audit.record(connection, audit.Deed(actor, action, network, {}), now)
    if stop:
        call.answer({"stopped": network}, f"{network} is heard no more.")
        return
    url = (call.settings.shop.url or "https://SHOP").rstrip("/")
    path = f"{url}/postback/{network}"
    call.answer(
        {"network": network, "url": path, "key": secret},
        f"Give the network this address, with its own words for what stands in braces;"
        f" the secret is not shown again:\n{path}?key={secret}"
        "&reference={transaction}&status={status}&commission={commission}"
        "&currency={currency}&sale={amount}&click={clickref}",
    )


@affiliate.command(
    "import",
    epilog="\b\nExamples:\n  harvestman affiliate import awin report.csv"
    "\n  harvestman affiliate import cj report.csv --column reference='Order ID'"
    " --fixed currency=USD",
)
@click.argument("network")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", "columns", multiple=True, metavar="FIELD=HEADING")
@click.option("--fixed", multiple=True, metavar="FIELD=WORDS")
@with_call()
def import_(
    call: Call,
    network: str,
    file: Path,
    columns: Sequence[str],
    fixed: Sequence[str],
) -> None:
    """Take in a network's report, a CSV FILE: all of it, or nothing and why.

    Fields are reference, status, commission, currency, and if told sale, click,
    programme and at.
    """
    now = datetime.now(UTC)
    told = Columns(_pairs(columns), _pairs(fixed))
    facts = read_report(network, _text(file), told, now)
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.write() as connection,
    ):
        done = take_report(connection, facts, now)
    call.answer(
        {"new": done.new, "changed": done.changed, "known": done.repeated + done.late},
        f"{counted(done.new, 'new conversion')}, {done.changed:,} changed,"
        f" {done.repeated + done.late:,} known",
    )


@affiliate.command(
    epilog="\b\nExamples:\n  harvestman affiliate statement"
    "\n  harvestman affiliate statement --network awin --days 90 --json"
)
@click.option("--network", help="Only of this one.")
@click.option("--days", type=click.IntRange(1, 3_650), default=365, show_default=True)
@with_call()
def statement(call: Call, network: str | None, days: int) -> None:
    """Show what each programme owes, paid and took back, by when it was bought."""
    now = datetime.now(UTC)
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.read() as connection,
    ):
        since = now - timedelta(days=days)
        found = statements(connection, since, now + timedelta(days=1), network)
    if call.json or not found:
        call.answer({"programmes": found}, "No network has told of a sale yet.")
        return
    names = ("network", "programme", "currency", "sales", *_SUMS, "unknown clicks")
    print_table(names, [_row(one) for one in found], frozenset(names[3:]))


def _row(one: Statement) -> tuple[object, ...]:
    sums = (getattr(one, f"{name}_minor") for name in _SUMS)
    return (
        *(one.network, one.programme, one.currency, one.conversions),
        *(amount(minor, one.currency) for minor in sums),
        one.unknown_clicks,
    )


def _pairs(said: Sequence[str]) -> Mapping[str, str]:
    found = {name: value for name, _, value in (one.partition("=") for one in said)}
    for name, value in found.items():
        if name not in FIELDS or not value:
            raise UsageError(
                f"{name}={value} should name one of {', '.join(FIELDS)} and say what"
                " it is"
            )
    return found


def _text(file: Path) -> str:
    if file.stat().st_size > _LARGEST:
        raise UsageError(f"{file} is larger than {_LARGEST:,} bytes: split it")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not written in UTF-8: {error}") from error
