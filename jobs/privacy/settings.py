"""How long what is of people is kept, as jobs/settings.py hands it over."""

from typing import Annotated

import msgspec
from msgspec import Meta


class RetentionSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """How long things are kept; `harvestman privacy retain` removes what is older."""

    visits_days: Annotated[
        int,
        Meta(
            description="So long after they agreed, what visitors looked at is kept.",
            ge=1,
            le=180,
        ),
    ] = 180
    events_days: Annotated[
        int,
        Meta(
            description="Clicks and counts of views, which networks pay for months later;"
            " where lake.keep_events_days is set as well, the shorter one holds.",
            ge=1,
        ),
    ] = 395
    sessions_days: Annotated[
        int,
        Meta(
            description="Sessions of visitors after their last use; the shop ends them"
            " after 30 days in any case.",
            ge=1,
            le=30,
        ),
    ] = 30
    runs_days: Annotated[
        int,
        Meta(
            description="Records of runs; the last of each stage stays, and so do all in"
            " the lake.",
            ge=1,
        ),
    ] = 90
    parked_days: Annotated[
        int,
        Meta(
            description="Jobs that were given up, unless others wait behind them.", ge=1
        ),
    ] = 90
    snapshots_days: Annotated[
        int,
        Meta(
            description="Snapshots of the shop; the one in use and the one before it"
            " stay, and no more than shop.kept_snapshots.",
            ge=1,
        ),
    ] = 30
    backups_days: Annotated[
        int,
        Meta(
            description="Backups with dated names in the backup folder; the newest stays,"
            " and no more than work.backups_kept.",
            ge=1,
        ),
    ] = 90
