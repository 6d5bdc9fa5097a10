"""What the lake can be told. Only jobs/settings.py reads them from outside."""

from typing import Annotated

import msgspec


class LakeSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """What the lake needs to know."""

    rotate_bytes: Annotated[
        int, msgspec.Meta(description="A WARC file is closed at this size.", ge=1000)
    ] = 1_000_000_000
    warc_level: Annotated[
        int,
        msgspec.Meta(description="The zstd level of bodies.", ge=1, le=19),
    ] = 3
    load_bytes: Annotated[
        int,
        msgspec.Meta(
            description="At most this much of the spool is held in memory while loading.",
            ge=1,
        ),
    ] = 256_000_000
    chunk_rows: Annotated[
        int,
        msgspec.Meta(
            description="A stage commits after this many inputs; a kill costs no more.",
            ge=1,
        ),
    ] = 2_000
    body_rows: Annotated[
        int,
        msgspec.Meta(
            description="A stage that reads bodies holds this many at a time.", ge=1
        ),
    ] = 100
    processes: Annotated[
        int,
        msgspec.Meta(
            description="How many processes a stage may use; 0 means one a core.", ge=0
        ),
    ] = 0
    worker_deaths: Annotated[
        int,
        msgspec.Meta(
            description="A stage gives up after this many deaths of its workers.", ge=1
        ),
    ] = 50
