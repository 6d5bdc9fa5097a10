"""`harvestman privacy`: what is held of people, given out, erased, kept only so long."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.progress import progress
from jobs.cli.table import print_table

if TYPE_CHECKING:
    from jobs.business import Business
    from jobs.privacy.erasing import Gone
    from jobs.privacy.finding import Found
    from jobs.privacy.who import Who

_SHOWN = 5
_NUMBERS = frozenset({"rows"})


@click.group()
def privacy() -> None:
    """See, give out and erase what is held of people.

    WHO is an author's name, an address, what a cookie of the shop holds, or a sub-id
    that a network names.
    """


@privacy.command(
    "map",
    epilog="\b\nExamples:\n  harvestman privacy map\n  harvestman privacy map --json",
)
@with_call(needs_home=False)
def map_(call: Call) -> None:
    """Say in which places something of people may lie, why, and how long."""
    from jobs.privacy.map import MAP

    if call.json:
        call.answer({"places": MAP}, "")
        return
    rows = [
        (f"{of.room}: {', '.join(of.names)}", of.whose, of.why, of.kept, of.erased)
        for of in MAP
    ]
    print_table(("place", "whose", "why", "kept", "erased"), rows)


@privacy.command(
    epilog="""\b
Examples:
  harvestman privacy export "Ann Reed"
  harvestman privacy export ann@example.org -o ann.json
  harvestman privacy export 2026-11.K3v... --json      # the cookie `consent`"""
)
@click.argument("who", metavar="WHO")
@click.option(
    *("-o", "--output"),
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write all of it to FILE, as JSON.",
)
@with_call()
def export(call: Call, who: str, output: Path | None) -> None:
    """Give out all that is held of WHO, by place."""
    from jobs.business import business
    from lake.durable import write

    with business(call.home, call.settings) as open_:
        person, found = _found(open_, who)
    facts = {"who": person.said, "kind": person.kind, **msgspec.to_builtins(found)}
    if output is not None:
        written = msgspec.json.format(msgspec.json.encode(facts, order="sorted"))
        write(output.absolute(), written)
        output.chmod(0o600)  # it is of one person, and of nobody else
    if call.json:
        # With a file the answer only says what is in it.
        call.answer(_counts(found) | {"file": str(output)} if output else facts, "")
        return
    _print_found(person, found)
    if output is not None:
        print(f"all of it is in {output}")


@privacy.command(
    epilog="""\b
Examples:
  harvestman privacy erase "Ann Reed" --dry-run
  harvestman privacy erase "Ann Reed" --pages --yes
  harvestman privacy erase ann@example.org
  harvestman privacy erase 01K9TQ...        # all clicks of whoever made this one"""
)
@click.argument("who", metavar="WHO")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option(
    "--pages",
    is_flag=True,
    help="Also forget the pages that WHO wrote or signed, and those that say the"
    " address, and never fetch them again.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_call()
def erase(call: Call, who: str, dry_run: bool, pages: bool, yes: bool) -> None:
    """Erase WHO from every place, for good.

    A later crawl, another reading of the pages, or a restored backup does not bring
    WHO back: hashes of who was erased are kept. It can be repeated at any time.
    """
    from jobs.business import business
    from jobs.privacy.erasing import erase as erase_all
    from jobs.privacy.erasing import refuse_needed

    with business(call.home, call.settings) as open_:
        person, found = _found(open_, who)
        refuse_needed(open_, person.marks)
    if dry_run:
        _tell_found(call, person, found)
        return
    _ask(call, person, found, yes=yes)
    own = found.pages() | (found.naming() if person.kind == "address" else set())
    urls = own if pages else set()
    with progress() as shown, shown.step("erase") as report:
        for url in sorted(urls):
            _forget(call, url)
        done = erase_all(
            call.home, call.settings, person.marks, lambda name: report(0, 0, name)
        )
    left = sorted({*own, *done.pages} - urls)
    named = len(found.naming() - own)
    _tell_gone(call, done, len(urls), left, _stays(found, left, named))


@privacy.command(
    epilog="\b\nExamples:\n  harvestman privacy retain --dry-run\n  harvestman privacy retain"
)
@click.option("--dry-run", is_flag=True, help="Only say how much would go.")
@with_call()
def retain(call: Call, dry_run: bool) -> None:
    """Remove what is older than the settings under [retention] say.

    A worker does it daily. What is still needed stays: the shop's snapshot in use and
    the one before it, the last run of each stage, pinned tables, the newest backup.
    """
    from jobs.business import business
    from jobs.privacy.retaining import retain as remove_old

    with business(call.home, call.settings) as open_:
        done = remove_old(open_, datetime.now(UTC), dry_run=dry_run)
    if call.json:
        call.answer(msgspec.structs.asdict(done) | {"dry_run": dry_run}, "")
        return
    rows = [
        (name, f"{number:,}") for name, number in msgspec.structs.asdict(done).items()
    ]
    print_table(("what", "would go" if dry_run else "removed"), rows, _NUMBERS)


def _found(open_: "Business", text: str) -> tuple["Who", "Found"]:
    from jobs.privacy.finding import found
    from jobs.privacy.who import who
    from storefront.events.taking import take

    take(open_.lake)  # what happened a moment ago as well
    person = who(open_.lake, text)
    return person, found(open_, person)


def _forget(call: Call, url: str) -> None:
    from frontier.forgotten import Target
    from jobs.forget import forget

    forget(call.home, call.settings, Target.of(url))


def _ask(call: Call, person: "Who", found: "Found", *, yes: bool) -> None:
    if yes:
        return
    if call.json or not sys.stdin.isatty():
        raise click.UsageError("who is erased cannot be had back: add --yes.")
    _print_found(person, found)
    click.confirm(f"Erase {person.said} for good?", abort=True)


def _counts(found: "Found") -> dict[str, dict[str, int]]:
    return {
        "held": {name: len(rows) for name, rows in found.held.items()},
        "told": {name: len(rows) for name, rows in found.told.items()},
    }


def _tell_found(call: Call, person: "Who", found: "Found") -> None:
    if call.json:
        pages = {"pages": sorted(found.pages()), "naming": sorted(found.naming())}
        call.answer({**_counts(found), **pages}, "")
    else:
        _print_found(person, found)


def _print_found(person: "Who", found: "Found") -> None:
    rows = [(name, "held", len(of)) for name, of in sorted(found.held.items())]
    rows += [(name, "named", len(of)) for name, of in sorted(found.told.items())]
    rows += [(name, "setting", 1) for name in found.settings]
    if rows:
        print_table(("place", "how", "rows"), rows, _NUMBERS)
    else:
        print(f"nothing is held of {person.said} ({person.kind})")


def _tell_gone(
    call: Call, done: "Gone", forgotten: int, left: list[str], stays: dict[str, str]
) -> None:
    if call.json:
        facts = {"rows": done.rows, "snapshots": done.snapshots, "forgotten": forgotten}
        call.answer(facts | {"stays": stays, "pages": left}, "")
        return
    print_table(("place", "rows"), [*done.rows.items()], _NUMBERS)
    total = counted(sum(done.rows.values()), "row")
    print(f"erased: {total}, {counted(done.snapshots, 'snapshot')} of the shop,")
    print(f"{counted(forgotten, 'page')}. It does not come back.")
    for line in _left(stays, left):
        print(line)


def _stays(found: "Found", left: list[str], named: int) -> dict[str, str]:
    """Return what is not erased, and why."""
    stays = {
        name: "it proves who decided what" for name in found.held if name in _DECISIONS
    }
    stays |= {
        f"setting {name}": "change it in harvestman.toml" for name in found.settings
    }
    if left:
        stays["pages"] = "bodies are kept whole or not at all: lake forget URL, each"
    if named:
        stays["words of others"] = (
            f"{counted(named, 'page')} more say the name, of this person or another:"
            " privacy export names them"
        )
    stays["backups"] = (
        "they are as they were; one that is restored is erased from again"
    )
    return stays


_DECISIONS = tuple(
    f"ledger.{name}" for name in ("audit", "approvals", "price_rules", "profile")
)


def _left(stays: dict[str, str], left: list[str]) -> Iterable[str]:
    yield "what stays, and why:"
    yield from (f"  {name}: {why}" for name, why in stays.items())
    yield from (f"    {url}" for url in left[:_SHOWN])
    if len(left) > _SHOWN:
        yield f"    and {len(left) - _SHOWN:,} more"
