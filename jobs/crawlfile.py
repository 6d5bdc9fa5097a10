"""What one call of a crawl stored, as a file: `harvestman crawl ... -o pages.parquet`."""

from datetime import datetime
from pathlib import Path

from lake.errors import ExportRefused
from lake.export import Exported, Wanted, check_place, export
from lake.settings import LakeSettings
from lake.sql import current
from lake.store import Lake

_ENDINGS = (".csv", ".jsonl", ".parquet")


def check_file(path: Path) -> None:
    """Refuse a file that could not be written, before anything is fetched for it."""
    if path.suffix.lower() not in _ENDINGS:
        raise ExportRefused(f"{path}: expected a name in {', '.join(_ENDINGS)}")
    check_place(path)


def write_pages(
    home: Path, settings: LakeSettings, campaign: str, since: datetime, path: Path
) -> Exported:
    """Write the pages that `campaign` stored since then to `path`."""
    # A campaign's name holds no quote.
    where = f"campaign = '{campaign}' AND fetched_at >= TIMESTAMPTZ '{since:%F %T.%f}Z'"
    with current(Lake.open(home, settings)) as connection:
        return export(connection, Wanted(table="pages", where=where), path)
