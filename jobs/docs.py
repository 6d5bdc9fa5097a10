"""The reference pages of docs/, made from the code they describe.

`make docs` writes them; a test fails when one of them is stale.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from jobs.campaigndocs import campaigns_page
from jobs.cli import program
from jobs.settings import Settings, all_settings
from jobs.starter import toml_value
from lake.names import NAMES, columns_of, kind_of
from lake.tables import partition

_NOTE = "<!-- Made by `make docs` from the code; edits here are lost. -->\n"

_SETTINGS = (
    "Settings stand in `harvestman.toml` in the home folder; `harvestman init` writes"
    " one with every default. An environment variable goes before the file. Unknown"
    " names are refused. Secrets may come from the environment alone."
)
_COMMANDS = (
    "Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted (what was done is"
    " kept). With `--json` the last line of standard output is one JSON object."
)
_TABLES = (
    "Each table is a Delta table under `lake/` in the home folder; `lake.duckdb` shows"
    " all of them, and the views below, as they were last pinned. A derived table is"
    " kept from the others and always up to date where it is read. Money is a whole"
    " number of minor units beside its currency; times are UTC. `harvestman lake"
    " describe TABLE` says the same; [lake.md](lake.md) says how to ask."
)


def settings_page() -> str:
    """Return docs/settings.md."""
    lines = [
        _NOTE,
        "# Settings",
        "",
        (_SETTINGS),
    ]
    section = ""
    for setting in all_settings():
        if setting.section != section:
            section = setting.section
            lines += ["", f"## [{section}]", "", _about(section), ""]
            lines += ["| name | type | default | what it does | variable |"]
            lines += ["|---|---|---|---|---|"]
        default = "" if setting.default is None else f"`{toml_value(setting)}`"
        secret = " **Secret.**" if setting.secret else ""
        also = f", `{setting.standard}`" if setting.standard else ""
        lines.append(
            f"| `{setting.name}` | {setting.kind} | {default}"
            f" | {_cell(setting.description)}{secret} | `{setting.variable}`{also} |"
        )
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return docs/commands.md."""
    lines = [
        _NOTE,
        "# Commands",
        "",
        (_COMMANDS),
    ]
    for path, command in _walk(program, "harvestman"):
        context = click.Context(
            command,
            info_name=path,
            max_content_width=88,
            help_option_names=program.context_settings["help_option_names"],
        )
        lines += ["", f"## {path}", "", "```text", command.get_help(context), "```"]
    return "\n".join(lines) + "\n"


def tables_page() -> str:
    """Return docs/tables.md."""
    lines = [_NOTE, "# Tables of the lake", "", (_TABLES), ""]
    lines += ["| name | kind | one row is |", "|---|---|---|"]
    lines += [
        f"| [{name}](#{name}) | {kind_of(name)} | {_cell(table.comment)} |"
        for name, table in NAMES.items()
    ]
    for name, table in NAMES.items():
        lines += ["", f"## {name}", "", f"{table.comment} {_layout(name)}".strip(), ""]
        lines += ["| column | type | empty? | what it is |", "|---|---|---|---|"]
        lines += [
            f"| `{column.name}` | {column.type} | {'yes' if column.nullable else 'no'}"
            f" | {_cell(column.comment)} |"
            for column in columns_of(name)
        ]
    return "\n".join(lines) + "\n"


def _layout(name: str) -> str:
    """Return how the files of a table are laid out, by which questions find rows."""
    table = NAMES[name]
    if kind_of(name) == "view":
        return "A view, computed when it is asked."
    told = [f"Sorted by {_named(table.sort)}."]
    day = partition(name)
    if day:
        told.append(
            f"Files are split by `{day.name}`, the date of `{table.partition}`."
        )
    if table.blooms:
        told.append(f"Bloom filters: {_named(table.blooms)}.")
    if table.derived:
        told.append("Rows of superseded versions are not shown.")
    return " ".join(told)


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "tables.md": tables_page,
    "campaigns.md": campaigns_page,
}


def write_pages(folder: Path) -> None:
    """Write every generated page into `folder`."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


def _walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _walk(found, f"{path} {name}")


def _about(section: str) -> str:
    found = getattr(Settings(), section).__class__
    return (found.__doc__ or "").splitlines()[0]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    write_pages(Path(__file__).parents[1] / "docs")
