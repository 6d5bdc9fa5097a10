"""Where the files of a right lie: a folder of its own for each line and edition.

    grants/<order>-<line>/<edition>/<form>

Order, line, edition and form all come from the ledger's row, which took them only if
they are fit to be names; nothing of an address makes a path.
"""

from pathlib import Path

from ledger.grants.rights import Right
from storefront.catalogue.works import MEDIA_TYPES
from storefront.pages.ranges import Sent
from storefront.texts import slug

FOLDER = "grants"
_ENDING = {"post": "html"}


def folder_of(home: Path, order_id: str, line: int) -> Path:
    """Return where the files of a line lie, by edition."""
    return home / FOLDER / f"{order_id}-{line}"


def file_of(home: Path, right: Right, form: str) -> Sent | None:
    """Return the file of a right in `form`, or None where it has none."""
    found = right.file(form)
    if found is None:
        return None
    folder = folder_of(home, right.order_id, right.line) / right.edition
    return Sent(
        path=folder / form,
        digest=found.digest,
        media_type=MEDIA_TYPES.get(form, "application/octet-stream"),
        name=f"{slug(right.title)}.{_ENDING.get(form, form)}",
        kept="private, no-store",
    )
