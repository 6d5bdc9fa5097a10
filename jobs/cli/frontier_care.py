"""`harvestman frontier verify|compact|rebuild`: keep what is on disk whole and small."""

import click

from frontier.verify import verify as verified
from jobs.cli.amounts import counted, size
from jobs.cli.place import Place, with_campaign
from jobs.cli.progress import progress
from jobs.cli.table import print_table
from jobs.frontiers import compacted, frontier_folder, opened


@click.command(
    epilog="\b\nExamples:\n  harvestman frontier verify\n"
    "  harvestman frontier verify --json"
)
@with_campaign
def verify(place: Place) -> None:
    """Say what is damaged on disk, and what that means."""
    found = verified(frontier_folder(place.call.home), place.campaign)
    if place.call.json:
        place.call.answer({"campaign": place.campaign, "verified": found}, "")
    elif not found.findings:
        print(
            f"{counted(found.files, 'file')}, {size(found.bytes)}: as they were written"
        )
    else:
        rows = [(one.file, one.damage, one.means) for one in found.findings]
        print_table(("file", "damage", "what it means"), rows)
    if found.findings:
        raise click.ClickException(
            f"{len(found.findings)} of {found.files:,} files are damaged"
        )


@click.command(epilog="\b\nExamples:\n  harvestman frontier compact")
@with_campaign
def compact(place: Place) -> None:
    """Give back the disk that settled URLs take.

    Not while a crawl runs: it does so itself.
    """
    before, after = compacted(place.call.home, place.campaign)
    facts = {"campaign": place.campaign, "before_bytes": before, "after_bytes": after}
    place.call.answer(facts, f"{size(before)} before, {size(after)} now")


@click.command(
    epilog="""\b
Examples:
  harvestman frontier verify       # says what is damaged
  harvestman frontier rebuild      # puts back what the lake knows"""
)
@with_campaign
def rebuild(place: Place) -> None:
    """Put back what a lost shard held.

    That is what the lake's pages link to, less what was fetched. What is there already
    stays as it is, so a second call puts back nothing.
    """
    from jobs.rebuild import rebuild as rebuilt

    with (
        opened(place.call.home, place.campaign) as frontier,
        progress() as shown,
        shown.step("rebuild") as report,
    ):
        done = rebuilt(place.call.home, place.call.settings, frontier, report)
    if not done.fetched:
        text = (
            f"the lake holds no page of campaign {done.campaign}: nothing to put back"
        )
        place.call.answer(done, text)
        return
    text = (
        f"{counted(done.put_back, 'URL')} put back into campaign {done.campaign}, of"
        f" {done.linked:,} that its pages link to"
    )
    place.call.answer(done, text)
