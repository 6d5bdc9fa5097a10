"""`harvestman bench`: the benchmarks of a checkout, each against a named peer."""

import subprocess
import sys
from pathlib import Path

import click

from jobs.errors import JobsError


@click.command(
    epilog="""\b
Examples:
  harvestman bench
  harvestman bench lake_ingest"""
)
@click.argument("name", required=False)
def bench(name: str | None) -> None:
    """Measure, and print ratios to peers measured in the same run."""
    root = Path(__file__).parents[2]
    if not (root / "benchmarks").is_dir():
        raise JobsError(
            "the benchmarks are part of a checkout, not of an installed package; call"
            " this from a clone after `make setup`"
        )
    command = [sys.executable, "-m", "benchmarks", *([name] if name else [])]
    # The names come from a fixed list, and no shell is involved.
    sys.exit(subprocess.run(command, cwd=root, check=False).returncode)  # noqa: S603
