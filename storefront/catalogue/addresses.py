"""Which skus a snapshot has a page for."""

import sqlite3
from contextlib import closing
from pathlib import Path


def sold(folder: Path) -> set[str]:
    """Return the skus of the items of the snapshot in `folder`."""
    return _skus(folder, "SELECT sku FROM items")


def answered(folder: Path) -> set[str]:
    """Return every sku that the snapshot in `folder` answers for."""
    return _skus(
        folder,
        "SELECT sku FROM items UNION SELECT sku FROM gone"
        " UNION SELECT old_sku FROM aliases",
    )


def _skus(folder: Path, asked: str) -> set[str]:
    file = (folder / "catalogue.sqlite").resolve()
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as base:
        return {sku for (sku,) in base.execute(asked)}
