"""How new a table is, by what Delta's log says of its files: no row is read.

To import this costs less than a store does: it is asked each second.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lake.settings import LakeSettings

if TYPE_CHECKING:
    from deltalake import DeltaTable


def newest(
    home: Path, settings: LakeSettings, table: str, column: str
) -> datetime | None:
    """Return the largest time in a column; None where the table is not there yet."""
    found = opened(home, settings, table)
    if found is None:
        return None
    files = found.get_add_actions(flatten=True)
    bound = f"max.{column}"
    if bound not in files.schema.names:
        return None
    told = [at for at in files.column(bound).to_pylist() if at is not None]
    return _utc(max(told)) if told else None


def opened(home: Path, settings: LakeSettings, table: str) -> "DeltaTable | None":
    """Open a table by its log; None where it is not there yet."""
    from deltalake import DeltaTable
    from deltalake.exceptions import TableNotFoundError

    uri, options = _place(home, settings, table)
    try:
        return DeltaTable(uri, storage_options=options)
    except (TableNotFoundError, FileNotFoundError):
        return None


def _place(
    home: Path, settings: LakeSettings, table: str
) -> tuple[str, dict[str, str] | None]:
    if not settings.tables:
        return str(home / "lake" / table), None
    from lake.bucket import bucket_of
    from lake.place import Place

    found = Place(home / "lake", bucket_of(settings)).table(table)
    return found.uri, found.options


def _utc(at: Any) -> datetime:
    moment: datetime = at
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
