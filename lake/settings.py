"""What the lake can be told. Only jobs/settings.py reads them from outside."""

from typing import Annotated, Any

import msgspec

_SECRETS = frozenset({"s3_key_id", "s3_secret", "s3_token"})


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
    ] = 1
    load_bytes: Annotated[
        int,
        msgspec.Meta(
            description="At most this much of the spool is held in memory while loading.",
            ge=1,
        ),
    ] = 32_000_000
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
    compact_rows: Annotated[
        int,
        msgspec.Meta(description="Compaction makes files of about so many rows.", ge=1),
    ] = 1_000_000
    memory_bytes: Annotated[
        int,
        msgspec.Meta(
            description="Rewriting tables takes about this much memory; what does not "
            "fit is spilled to lake/.spill.",
            ge=100_000_000,
        ),
    ] = 1_000_000_000
    history_days: Annotated[
        int,
        msgspec.Meta(
            description="For so many days a newer version of a stage can be withdrawn "
            "and the rows of the one before count again at once, and files that are "
            "no longer needed stay for who still reads them.",
            ge=0,
            le=30,
        ),
    ] = 7
    keep_fetches_days: Annotated[
        int,
        msgspec.Meta(
            description="Compaction drops attempts to fetch that are older than this; "
            "0 keeps them for ever.",
            ge=0,
        ),
    ] = 0
    keep_links_days: Annotated[
        int,
        msgspec.Meta(
            description="Compaction drops links that were seen longer ago than this; "
            "0 keeps them for ever.",
            ge=0,
        ),
    ] = 0
    keep_events_days: Annotated[
        int,
        msgspec.Meta(
            description="Compaction drops the shop's events that are older than this; "
            "0 keeps them for ever.",
            ge=0,
        ),
    ] = 0
    tables: Annotated[
        str,
        msgspec.Meta(
            description="Where the tables lie: an address such as s3://bucket/lake, "
            "which several homes may share; empty is lake/ in the home.",
            pattern=r"^$|^s3://[a-z0-9][a-z0-9.-]+(/[A-Za-z0-9_.-]+)*/?$",
        ),
    ] = ""
    s3_endpoint: Annotated[
        str,
        msgspec.Meta(
            description="The server that keeps the bucket, such as "
            "http://127.0.0.1:9000; empty is Amazon's.",
            pattern=r"^$|^https?://[^/]+/?$",
            extra={"standard": "AWS_ENDPOINT_URL"},
        ),
    ] = ""
    s3_region: Annotated[
        str,
        msgspec.Meta(
            description="The region of the bucket.", extra={"standard": "AWS_REGION"}
        ),
    ] = "us-east-1"
    s3_key_id: Annotated[
        str,
        msgspec.Meta(
            description="The access key; empty: whatever this machine is allowed to.",
            extra={"secret": True, "standard": "AWS_ACCESS_KEY_ID"},
        ),
    ] = ""
    s3_secret: Annotated[
        str,
        msgspec.Meta(
            description="The secret of the access key.",
            extra={"secret": True, "standard": "AWS_SECRET_ACCESS_KEY"},
        ),
    ] = ""
    s3_token: Annotated[
        str,
        msgspec.Meta(
            description="The session's token, where the access key is a passing one.",
            extra={"secret": True, "standard": "AWS_SESSION_TOKEN"},
        ),
    ] = ""

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Return every setting but those that must not reach a log."""
        names = (name for name in self.__struct_fields__ if name not in _SECRETS)
        return [(name, getattr(self, name)) for name in names]

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"LakeSettings({shown})"
