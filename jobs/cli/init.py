"""`harvestman init`: a home folder with commented settings and a campaign."""

import click

from jobs.cli.call import Call, with_call
from jobs.starter import write_starter


@click.command(
    epilog="""\b
Examples:
  harvestman init
  harvestman init --home ./shop && harvestman crawl example.toml --home ./shop"""
)
@with_call(makes_home=True)
def init(call: Call) -> None:
    """Make a home folder with settings to edit and a campaign to start from."""
    written, kept = write_starter(call.home)
    lines = [f"wrote {path}" for path in written]
    lines += [f"kept {path}, which was there" for path in kept]
    call.answer({"written": written, "kept": kept}, "\n".join(lines))
