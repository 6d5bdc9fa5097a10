"""The campaigns of a home: what is described in campaigns/, and what has a frontier."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from crawler.campaign.file import read_campaign
from crawler.campaign.model import Campaign
from crawler.campaign.seedsadded import added_path
from crawler.errors import BadCampaign
from jobs.errors import NoSuchCampaign


@dataclass(frozen=True, slots=True)
class Known:
    """One campaign: its file, what the file says or why it says nothing, its frontier."""

    name: str
    path: Path | None = None
    campaign: Campaign | None = None
    wrong: str = ""
    begun: bool = False


def known_campaigns(home: Path) -> list[Known]:
    """Return every campaign of `home`, by name."""
    # It stands on compiled loops, which who only names a campaign has no need of.
    from frontier.look import campaigns
    from jobs.frontiers import frontier_folder

    begun = set(campaigns(frontier_folder(home)))
    found = {name: Known(name, begun=True) for name in begun}
    for path in sorted((home / "campaigns").glob("*.seeds")):
        found.setdefault(path.stem, Known(path.stem))
    for path in sorted((home / "campaigns").glob("*.toml")):
        one = _read(path, begun)
        found[one.name] = one
    return [found[name] for name in sorted(found)]


def known_campaign(home: Path, name: str) -> Known:
    """Return the campaign called `name`; one whose file is wrong is refused."""
    found = {one.name: one for one in known_campaigns(home)}
    one = found.get(name.removesuffix(".toml"))
    if one is None:
        raise NoSuchCampaign(_unknown(home, name, list(found)))
    if one.wrong:
        raise BadCampaign(one.wrong)
    return one


def chosen_campaign(home: Path, name: str | None) -> Known:
    """Return the campaign that is meant by `name`; None means the only one."""
    if name is not None:
        return known_campaign(home, name)
    found = known_campaigns(home)
    if len(found) == 1:
        return known_campaign(home, found[0].name)
    if not found:
        raise NoSuchCampaign(_unknown(home, "", []))
    names = ", ".join(one.name for one in found)
    raise NoSuchCampaign(
        f"{home} has {len(found)} campaigns; add --campaign and one of: {names}"
    )


def refuse_no_url(home: Path, name: str) -> None:
    """Refuse what was given where a URL or a campaign is meant, if it is neither."""
    if "://" in name:
        return
    if Path(name).is_file():
        raise NoSuchCampaign(f"{name} is a file; seeds in it are named by --seeds")
    if "." in name or name.startswith("localhost"):
        raise NoSuchCampaign(f"{name!r} is no URL; did you mean https://{name} ?")
    found = [one.name for one in known_campaigns(home)]
    if name in found:
        raise NoSuchCampaign(
            f"campaign {name} has no file; give the URLs again with which it began"
        )
    raise NoSuchCampaign(f"{name!r} is no URL, and {_unknown(home, name, found)}")


def has_added(home: Path, name: str) -> bool:
    """Whether seeds were added to a campaign by hand."""
    return added_path(home, name).is_file()


def _read(path: Path, begun: set[str]) -> Known:
    try:
        campaign = read_campaign(path, seeded=False)
    except BadCampaign as error:
        return Known(path.stem, path, wrong=str(error), begun=path.stem in begun)
    return Known(campaign.name, path, campaign, begun=campaign.name in begun)


def _unknown(home: Path, name: str, names: list[str]) -> str:
    if not names:
        return f"{home} has no campaign yet; `harvestman init` writes one to start from"
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        return f"{home} has no campaign {name}; did you mean {near[0]}?"
    return f"{home} has no campaign {name}; there are: {', '.join(names)}"
