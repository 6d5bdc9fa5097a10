"""Campaigns read from TOML, or made of options; whatever is wrong is said with its place.

shops.toml:3:9: depth = -1: expected a whole number from 0 to 65,535. How many ...
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from crawler.campaign.check import WrongValue, check_seeds, checked
from crawler.campaign.model import Campaign
from crawler.campaign.places import Places, places
from crawler.errors import BadCampaign

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class _Source:
    """What a campaign was read from, to name in errors."""

    name: str
    places: Places | None = None

    def campaign(self, table: dict[str, Any], *, seeded: bool) -> Campaign:
        try:
            campaign = checked(table)
            if seeded:
                check_seeds(campaign)
        except WrongValue as wrong:
            raise BadCampaign(f"{self._place(wrong)}: {wrong}") from None
        return campaign

    def _place(self, wrong: WrongValue) -> str:
        if self.places is None:
            return self.name
        find = self.places.of_key if wrong.is_key else self.places.of_value
        return f"{self.name}:{find(wrong.way)}"


def read_campaign(path: Path, *, seeded: bool = True) -> Campaign:
    """Return the campaign that the TOML file at `path` describes.

    Unless `seeded`, it may leave open where it starts.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadCampaign(
            f"there is no campaign file {path}; `harvestman init` writes one to start"
            " from"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadCampaign(f"{path} cannot be read as TOML: {error}") from None
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadCampaign(_unreadable(path, text, str(error))) from None
    source = _Source(str(path), places(text))
    campaign = source.campaign({"name": path.stem, **table}, seeded=seeded)
    folder = path.absolute().parent
    files = tuple(str(folder / name) for name in campaign.seed_files)
    return msgspec.structs.replace(campaign, seed_files=files)


def make_campaign(table: dict[str, Any], source: str) -> Campaign:
    """Check `table` and return it as a campaign; `source` is named in errors."""
    return _Source(source).campaign(table, seeded=True)


def _unreadable(path: Path, text: str, said: str) -> str:
    """Return the reader's words with the place where people look for it."""
    found = _PLACE.search(said)
    if found is None:
        return f"{path}: is no TOML: {said}"
    line, column = found[1] or len(text.splitlines()), found[2] or 1
    return f"{path}:{line}:{column}: is no TOML: {said[: found.start()]}"
