"""Checks of the lake's facts, each a question in SQL whose rows are what is wrong.

A file in checks/ is one check. Its first line says how bad a row is and what holds
when there is none: `-- error: Every price has a currency.`
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec

from lake.ask import rows_of
from lake.errors import LakeError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Severity = Literal["error", "warning"]
_EXAMPLES = 3


class Check(msgspec.Struct, frozen=True):
    """One thing that should hold, and the question that finds where it does not."""

    name: str
    severity: Severity
    claim: str
    sql: str


class Finding(msgspec.Struct, frozen=True):
    """How many rows a check found wrong, and some of them."""

    name: str
    severity: Severity
    claim: str
    rows: int
    examples: list[dict[str, Any]]

    @property
    def is_broken(self) -> bool:
        """Whether an error was found."""
        return self.severity == "error" and self.rows > 0


def checks() -> list[Check]:
    """Return every check, by name."""
    found = files("lake") / "checks"
    paths = sorted(path.name for path in found.iterdir() if path.name.endswith(".sql"))
    return [
        check(name.removesuffix(".sql"), (found / name).read_text()) for name in paths
    ]


def check(name: str, text: str) -> Check:
    """Return the check that the file `name` with this text is."""
    first, _, sql = text.partition("\n")
    severity, _, claim = first.removeprefix("--").strip().partition(": ")
    if severity not in ("error", "warning") or not claim or not sql.strip():
        raise LakeError(
            f"the check {name} should begin with a line such as"
            f" '-- error: Every price has a currency.'; it begins {first!r}"
        )
    return Check(name, cast("Severity", severity), claim, sql)


def run_checks(
    connection: "DuckDBPyConnection", chosen: list[Check]
) -> Iterator[Finding]:
    """Ask each of the `chosen` checks and return what it finds."""
    for one in chosen:
        rows = rows_of(connection, f"SELECT count(*) AS rows FROM (\n{one.sql}\n)")  # noqa: S608 - ours
        examples = (
            rows_of(connection, one.sql, limit=_EXAMPLES) if rows[0]["rows"] else []
        )
        yield Finding(one.name, one.severity, one.claim, rows[0]["rows"], examples)
