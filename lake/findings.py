"""What a check of the lake found: how bad it is, where it is, and what to do."""

from dataclasses import dataclass

DAMAGE = "damage"
NOTICE = "notice"

RESTORE = (
    "restore the home from a backup, or crawl those pages again; everything else "
    "can be read as before"
)
LOAD = "harvestman lake pin takes in what waits"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be; a notice costs nobody anything."""

    severity: str
    where: str
    what: str
    to_do: str
