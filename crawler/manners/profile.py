"""Profiles: campaigns for known sites, off until an operator confirms his permission.

    profiles/<name>.toml     a campaign, and below it [profile]: whose site it is, what its
                             terms, robots.txt and walls say, and what there is instead

To confirm one keeps the permission in the home and writes the campaign there. The notes
are what a person has to check first; none of them is legal advice.
"""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from crawler.errors import BadCampaign, NoPermission, NoSuchProfile
from crawler.manners.permission import Permission, grant, permissions

_FOLDER = Path(__file__).with_name("profiles")
_MARK = "\n[profile]\n"


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of a site, and the campaign it is crawled by; `name` is its file's."""

    site: str
    hosts: tuple[str, ...]
    terms: str
    rights: str
    robots: str
    walls: str
    instead: str
    ask: str
    name: str = ""
    campaign: str = ""


def profile_names() -> list[str]:
    """Return the names of all profiles."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def read_profile(name: str) -> Profile:
    """Return the profile called `name`."""
    if name not in profile_names():
        listed = ", ".join(profile_names())
        raise NoSuchProfile(f"there is no profile {name!r}; there are: {listed}")
    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)["profile"]
    table |= {"name": name, "campaign": text.partition(_MARK)[0].strip() + "\n"}
    return msgspec.convert(table, Profile)


def confirm(home: Path, profile: Profile, permission: Permission) -> Path:
    """Keep `permission`, write the campaign of `profile` into `home`, return its file.

    A campaign that is there already is the operator's and stays as it is.
    """
    grant(home, permission)
    path = home / "campaigns" / f"{profile.name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_head(profile, permission) + profile.campaign)
    except FileExistsError:
        return path
    except OSError as error:
        raise BadCampaign(f"{path} cannot be written: {error.strerror}") from None
    return path


def newest_permission(home: Path, profile: Profile) -> Permission | None:
    """Return what was confirmed of `profile` last, ended or not."""
    given = (one for one in reversed(permissions(home)) if one.site == profile.site)
    return next(given, None)


def refuse_ended(home: Path, campaign: str, now: float) -> None:
    """Refuse the campaign of a profile whose permission has ended."""
    if campaign not in profile_names():
        return
    last = newest_permission(home, read_profile(campaign))
    if last is not None and last.until is not None and last.until <= now:
        ended = datetime.fromtimestamp(last.until, UTC)
        raise NoPermission(
            f"the permission for {last.site} ended on {ended:%Y-%m-%d}; confirm a new"
            f" one with `harvestman profile confirm {campaign}`"
        )


def _head(profile: Profile, permission: Permission) -> str:
    said = " ".join(f"{permission.by}: {permission.evidence}".split())
    return (
        f"# {profile.site}, crawled with permission. {said}\n"
        f"# Terms: {profile.terms}\n"
        f"# Rights: {profile.rights}\n\n"
    )
