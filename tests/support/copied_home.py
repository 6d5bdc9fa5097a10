"""A home that took long to fill, copied for each test that changes it."""

import shutil
from pathlib import Path

from lake.pin import pin
from lake.settings import LakeSettings
from lake.store import Lake


def copied(lived: Path, home: Path) -> Lake:
    """The lake of a copy of `lived` in `home`, pinned there."""
    shutil.copytree(lived, home)
    lake = Lake.open(home, LakeSettings())
    pin(lake)
    return lake
