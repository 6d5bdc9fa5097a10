"""The `harvestman` program: one file a group of commands, loaded when it is called."""

import gc
import sys
from importlib import import_module

import click

from jobs.cli.failure import exit_code, sentence
from lake.bare import without

# Here, since a crawling process imports this file first as well.
with without("rich", "twisted"):
    import structlog  # noqa: F401

# Command -> file in this folder. The heavy rooms are imported by the file alone.
COMMANDS = {
    "demo": "demo",
    "init": "init",
    "crawl": "crawl",
    "profile": "profile",
    "campaign": "campaign",
    "seeds": "seeds",
    "frontier": "frontier",
    "page": "page",
    "extract": "stages",
    "enrich": "enrich",
    "labels": "labels",
    "learn": "learn",
    "score": "score",
    "research": "research",
    "generate": "stages",
    "products": "products",
    "publish": "stages",
    "catalogue": "catalogue",
    "prices": "prices",
    "run": "stages",
    "runs": "runs",
    "clicks": "clicks",
    "affiliate": "affiliate",
    "status": "status",
    "alerts": "alerts",
    "lake": "lake",
    "serve": "serve",
    "work": "work",
    "schedule": "schedule",
    "queue": "queue",
    "user": "user",
    "privacy": "privacy",
    "backup": "backup",
    "restore": "restore",
    "verify": "verify",
    "sampleweb": "sampleweb",
    "fakestripe": "fakestripe",
    "models": "models",
    "doctor": "doctor",
    "bench": "bench",
    "completion": "completion",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # what is imported stays: looking for garbage takes a tenth
        try:
            module = import_module(f"jobs.cli.{COMMANDS[cmd_name]}")
        finally:
            gc.enable()
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: harvestman demo",
)
@click.version_option(package_name="harvestman")
def program() -> None:
    """Crawl the web, score what it offers, sell it."""


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code; a failure is one line."""
    try:
        code = program.main(arguments, prog_name="harvestman", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        code = 2
    except (Exception, KeyboardInterrupt) as error:
        code = exit_code(error)
        if code is None:
            raise
        said = sentence(error)
        if said:
            print(f"harvestman: {said}", file=sys.stderr)
    sys.exit(code if isinstance(code, int) else 0)
