"""`harvestman init`: a home folder with commented settings and a campaign."""

import click

from jobs.cli.call import Call, with_call
from jobs.starter import CAMPAIGNS, write_starter


@click.command(
    epilog="""\b
Examples:
  harvestman init
  harvestman init --home ./shop && harvestman crawl example.toml --home ./shop
  harvestman init --template programmes   # a campaign that looks for partner programmes"""
)
@click.option(
    "--template",
    type=click.Choice(list(CAMPAIGNS)),
    default="example",
    show_default=True,
    help="Which campaign to start from.",
)
@with_call(makes_home=True)
def init(call: Call, template: str) -> None:
    """Make a home folder with settings to edit and a campaign to start from."""
    written, kept = write_starter(call.home, template)
    lines = [f"wrote {path}" for path in written]
    lines += [f"kept {path}, which was there" for path in kept]
    call.answer({"written": written, "kept": kept}, "\n".join(lines))
