"""How robots.txt is asked for and kept: the home's settings, checked when they are made."""

import re
from math import isfinite
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from frontier.errors import BadRule
from frontier.robotsrules import LARGEST_BYTES


class RobotsSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """How robots.txt is asked for and kept."""

    name: Annotated[
        str, Meta(description="The product token by which robots.txt names us.")
    ]
    forbidden_statuses: Annotated[
        Literal["allow", "forbid"],
        Meta(description="What 401 and 403 for robots.txt do; the standard: allow."),
    ] = "allow"
    cache_s: Annotated[
        float, Meta(description="A copy counts for this long; the standard: a day.")
    ] = 86_400.0
    error_cache_s: Annotated[
        float, Meta(description="That there is no robots.txt counts for this long.")
    ] = 3600.0
    first_retry_s: Annotated[
        float,
        Meta(description="The pause after a failure; each further one doubles it."),
    ] = 300.0
    longest_retry_s: Annotated[
        float, Meta(description="The pause after failures grows no longer than this.")
    ] = 86_400.0
    flight_s: Annotated[
        float, Meta(description="An asker that says nothing for this long is gone.")
    ] = 600.0
    largest_bytes: Annotated[
        int, Meta(description="So much of a file is read; the standard: 500 KiB.")
    ] = LARGEST_BYTES
    max_redirects: Annotated[
        int, Meta(description="So many redirects in a row are followed.")
    ] = 5
    parsed_bytes: Annotated[
        int, Meta(description="Memory for rules that are ready to be used.")
    ] = 64_000_000

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", self.name):
            raise BadRule(
                f"name = {self.name!r}; expected a product token of letters, digits,"
                " - and _, such as harvestman"
            )
        for field in self.__struct_fields__[2:]:
            value = getattr(self, field)
            if not (isfinite(value) and value >= 0):
                raise BadRule(f"{field} = {value}; expected a number that is 0 or more")
