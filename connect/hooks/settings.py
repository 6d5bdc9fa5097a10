"""The settings of outgoing webhooks, as jobs/settings.py hands them over."""

from typing import Annotated

import msgspec
from msgspec import Meta


class HooksSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """How other programs are told what befalls orders."""

    allow_private: Annotated[
        bool,
        Meta(
            description="Whether endpoints may be on this machine or in its network; for"
            " trying things out."
        ),
    ] = False
