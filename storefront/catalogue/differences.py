"""In what two snapshots differ: asked of their files, for they may be large."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

_NEW = "SELECT count(*) FROM items"
_BOTH = """
SELECT (SELECT count(*) FROM main.items), (SELECT count(*) FROM former.items), count(*),
    coalesce(sum(mine.digest <> theirs.digest), 0)
FROM main.items AS mine JOIN former.items AS theirs USING (sku)
"""


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """How many items are in one alone, and how many changed."""

    new: int
    changed: int
    withdrawn: int


def differences(before: Path | None, after: Path) -> Differences:
    """Compare the snapshot in the folder `before`, if any, with that in `after`."""
    with closing(sqlite3.connect(_address(after), uri=True)) as base:
        if before is None:
            (new,) = base.execute(_NEW).fetchone()
            return Differences(new=new, changed=0, withdrawn=0)
        base.execute("ATTACH ? AS former", (_address(before),))
        now, was, both, changed = base.execute(_BOTH).fetchone()
        return Differences(new=now - both, changed=changed, withdrawn=was - both)


def _address(folder: Path) -> str:
    return f"{(folder / 'catalogue.sqlite').resolve().as_uri()}?immutable=1"
