"""The page objects of a home: `sites/*.py`, written by its owner, run as code.

sites/lamps.py                    classes; docs/sites.md
sites/golden/NAME/page.html.zst   a page as it was, beside what is to be read from it
"""

from pathlib import Path

from extract.sites.siteobjects import SiteFile, site_objects
from jobs.errors import SitesUnreadable

FOLDER = "sites"


def read_sites(home: Path) -> tuple[SiteFile, ...]:
    """Return the home's page objects; what is wrong in them is told before any page."""
    files = tuple(_file(home, path) for path in sorted((home / FOLDER).glob("*.py")))
    site_objects(files)
    return files


def _file(home: Path, path: Path) -> SiteFile:
    name = str(path.relative_to(home))
    try:
        return SiteFile(name, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise SitesUnreadable(f"{path} is no UTF-8 text: {error}") from None
