"""The home folder: one folder that holds everything of one business."""

import tempfile
from pathlib import Path

from jobs.errors import HomeUnusable


def name_home(path: Path) -> Path:
    """Return where the home folder `path` is, or would be."""
    return path.expanduser().absolute()


def open_home(path: Path) -> Path:
    """Return the home folder at `path`, made when it is not there; it can be written."""
    home = name_home(path)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise HomeUnusable(
            f"the home folder {home} cannot be used: {error.strerror}; choose another"
            " with --home DIR or set HARVESTMAN_HOME"
        ) from None
    return home


def find_home(path: Path) -> Path:
    """Return the home folder at `path`, which has to be there."""
    home = name_home(path)
    if not home.is_dir():
        raise HomeUnusable(
            f"there is no home folder {home}; `harvestman demo` or `harvestman init`"
            " makes one"
        )
    return home
