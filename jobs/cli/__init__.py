"""The `harvestman` program: one file a group of commands."""

import click


@click.group()
@click.version_option(package_name="harvestman")
def main() -> None:
    """Crawl the web, score what it offers, sell it."""
