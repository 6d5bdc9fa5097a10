"""What makes a URL a trap, as a plan or a campaign says it.

Apart from what judges by it: to read a campaign needs no compiled kernel, and those
take half a second and 60 MB to start.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

Limit = Annotated[int, Meta(ge=0)]


class Traps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What makes a URL a trap; 0 switches a rule off."""

    longest_chars: Annotated[
        Limit, Meta(description="Characters that an address may have.")
    ] = 2048
    most_segments: Annotated[
        Limit, Meta(description="Segments that a path may have.")
    ] = 20
    most_repeats: Annotated[
        Limit,
        Meta(
            description="How often one segment may stand in a path; digits alone"
            " (dates, pages) may always."
        ),
    ] = 2
    own_name: Annotated[
        bool, Meta(description="Refuse a path that holds the host's own name.")
    ] = True
    most_parameters: Annotated[
        Limit, Meta(description="Parameters that a query may have.")
    ] = 20
    # Quotas are kept by quotas.py.
    queries_per_path: Annotated[
        Limit, Meta(description="Addresses that differ in their query alone.")
    ] = 0
    prefix: Annotated[
        Limit, Meta(description="Addresses below one first directory of a host.")
    ] = 0
