"""The settings of generated products: who lets them be sold, and how many a day."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class GenerateSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """Who lets generated products be sold, and how many a day."""

    approve: Annotated[
        Literal["rule", "person"],
        Meta(
            description="Who approves what passed the gate: rule takes the best of each"
            " day, person leaves all to `harvestman products approve`."
        ),
    ] = "rule"
    daily_cap: Annotated[
        int,
        Meta(
            description="How many editions the rule approves in a day (UTC) at most.",
            ge=0,
            le=1_000_000,
        ),
    ] = 40
    least_quality: Annotated[
        float,
        Meta(
            description="The quality below which the rule leaves an edition to a person.",
            ge=0,
            le=1,
        ),
    ] = 0.3
