"""Where the seeds lie that people added to a campaign by hand."""

from pathlib import Path

import msgspec

from crawler.campaign.model import Campaign


def added_path(home: Path, name: str) -> Path:
    """Return the list of seeds that were added to a campaign by hand."""
    return home / "campaigns" / f"{name}.seeds"


def with_added(home: Path, campaign: Campaign) -> Campaign:
    """Return `campaign` with the seeds that were added to it by hand."""
    path = added_path(home, campaign.name)
    if not path.is_file() or str(path) in campaign.seed_files:
        return campaign
    return msgspec.structs.replace(
        campaign, seed_files=(*campaign.seed_files, str(path))
    )
