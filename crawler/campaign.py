"""A campaign: what one crawl is to fetch. It comes from a TOML file or from options."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from crawler.errors import BadCampaign
from frontier.errors import BadUrl
from frontier.urls import canonical

# Folders of the home's frontier that belong to no campaign.
_TAKEN = frozenset({"hosts", "robots"})


class Campaign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a crawl starts, how far it goes and when it ends."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    seeds: tuple[str, ...]
    scope: Literal["host", "domain", "any"] = "host"
    depth: Annotated[int, Meta(ge=0)] | None = None
    max_pages: Annotated[int, Meta(ge=1)] | None = None
    exclude: tuple[str, ...] = ()
    # Also fetch the pages that the sitemaps named in robots.txt list, as if seeds.
    sitemaps: bool = False


def read_campaign(path: Path) -> Campaign:
    """Return the campaign that the TOML file at `path` describes."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadCampaign(f"there is no campaign file {path}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadCampaign(f"{path} cannot be read as TOML: {error}") from None
    return make_campaign({"name": path.stem, **table}, source=str(path))


def make_campaign(table: dict[str, object], source: str) -> Campaign:
    """Check `table` and return it as a campaign; `source` is named in errors."""
    try:
        campaign = msgspec.convert(table, Campaign, strict=True)
    except msgspec.ValidationError as error:
        raise BadCampaign(f"{source}: {error}") from None
    if campaign.name in _TAKEN:
        raise BadCampaign(
            f"{source}: a campaign cannot be named {campaign.name!r}; choose another name"
        )
    if not campaign.seeds:
        raise BadCampaign(f"{source}: a campaign needs at least one seed URL")
    try:
        seeds = tuple(dict.fromkeys(canonical(seed) for seed in campaign.seeds))
    except BadUrl as error:
        raise BadCampaign(f"{source}: seed {error}") from None
    for pattern in campaign.exclude:
        _check_pattern(pattern, source)
    return msgspec.structs.replace(campaign, seeds=seeds)


def _check_pattern(pattern: str, source: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise BadCampaign(
            f"{source}: exclude {pattern!r} is no regular expression: {error}"
        ) from None
