"""Bring a database to the newest step of migrations/, whoever else starts meanwhile.

It happens inside one transaction that no other can enter: SQLite's writer lock is held
since BEGIN IMMEDIATE, PostgreSQL gives an advisory lock until the commit.
"""

import threading
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from ledger.errors import LedgerTooNew
from ledger.locks import Lock, take

FOLDER = Path(__file__).parent / "migrations"

# alembic keeps what it works on in module globals: one thread at a time.
_ALEMBIC = threading.Lock()


def migrate(connection: Connection) -> None:
    """Run the steps that the database lacks; refuse one that knows more steps."""
    take(connection, Lock.MIGRATION)
    found = _step(connection)
    if found == max(_known_steps()):
        return
    if found is not None and found not in _known_steps():
        raise LedgerTooNew(
            f"its tables are at step {found}, this Harvestman knows steps up to"
            f" {max(_known_steps())}: use the newer Harvestman that wrote it, or"
            " restore a backup"
        )
    _upgrade(connection, "head")


def build(connection: Connection, step: str) -> None:
    """Make the tables as they were at `step`, in a database that has none."""
    if step not in _known_steps():
        raise LedgerTooNew(
            f"its tables are at step {step:.20}, this Harvestman knows steps up to"
            f" {max(_known_steps())}: use the newer Harvestman that wrote it"
        )
    _upgrade(connection, step)


def newest_step() -> str:
    """Return the step that a ledger is at once it was opened."""
    return max(_known_steps())


def _step(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


@cache
def _known_steps() -> frozenset[str]:
    steps = (FOLDER / "versions").glob("[0-9]*.py")
    return frozenset(step.stem.partition("_")[0] for step in steps)


def _upgrade(connection: Connection, to: str) -> None:
    # alembic takes longer to import than a database at the newest step to open.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with _ALEMBIC:
        command.upgrade(config, to)
