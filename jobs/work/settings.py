"""The settings of workers, as jobs/settings.py hands them over."""

from typing import Annotated

import msgspec
from msgspec import Meta

from crawler.campaign.timetable import Timetable
from jobs.errors import BadSetting

_TIMETABLES = ("run", "discover", "compact", "retain", "backup")


class WorkSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """Who does the work that waits in the ledger."""

    broker: Annotated[
        str | None,
        Meta(
            description="Where workers on other machines get their work: a redis:// or"
            " amqp:// URL. Without one the ledger serves them, and no server is needed.",
            extra={"secret": True},
        ),
    ] = None
    threads: Annotated[
        int,
        Meta(description="So many quick jobs are done at the same time.", ge=1, le=256),
    ] = 8
    lease_s: Annotated[
        float,
        Meta(
            description="A worker that says nothing for so long has lost its jobs.",
            ge=1,
            le=3600,
        ),
    ] = 60.0
    stop_within_s: Annotated[
        float,
        Meta(
            description="A worker that is asked to stop ends its jobs within so long;"
            " what is not ready then is done again.",
            ge=0,
            le=3600,
        ),
    ] = 30.0

    memory_mb: Annotated[
        Annotated[int, Meta(ge=64)] | None,
        Meta(
            description="A heavy job that takes more memory than so many MB, with all"
            " that it started, is ended and fails; without it none is."
        ),
    ] = None
    run: Annotated[
        str,
        Meta(
            description="When all stages run over what is new, and publish; as in a"
            " campaign's schedule, and empty for never."
        ),
    ] = "every 15m"
    discover: Annotated[
        str,
        Meta(
            description="When campaigns that a person has begun, and that say no schedule"
            " of their own, are crawled for new pages; empty for never."
        ),
    ] = "hourly"
    unread_pages: Annotated[
        int,
        Meta(
            description="While more fetched pages than so many wait to be read, no crawl"
            " is begun by itself.",
            ge=0,
        ),
    ] = 100_000
    free_mb: Annotated[
        int,
        Meta(
            description="While fewer MB than so many are free on the home's disk, no crawl"
            " is begun by itself.",
            ge=0,
        ),
    ] = 1_000
    compact: Annotated[
        str,
        Meta(description="When the lake is compacted; empty for never."),
    ] = "daily 03:30"
    retain: Annotated[
        str,
        Meta(
            description="When what has had its time is removed, as [retention] says;"
            " empty for never."
        ),
    ] = "daily 04:00"
    backup: Annotated[
        str,
        Meta(description="When the home is backed up; empty for never."),
    ] = ""
    backup_folder: Annotated[
        str | None,
        Meta(
            description="Where backups go that are given no name, best on another disk;"
            " without it the folder `backups` of the home, which no backup holds."
        ),
    ] = None
    backups_kept: Annotated[
        int,
        Meta(description="So many backups stay in that folder; older ones go.", ge=1),
    ] = 7
    metrics_port: Annotated[
        Annotated[int, Meta(ge=1, le=65535)] | None,
        Meta(
            description="A worker tells Prometheus how all goes, on this port of"
            " 127.0.0.1 alone; without it there is none."
        ),
    ] = None

    def __post_init__(self) -> None:
        for name in _TIMETABLES:
            said = getattr(self, name)
            try:
                Timetable.read(said)
            except ValueError as error:
                raise BadSetting(f"work.{name} = {said!r}: {error}") from None

    # A broker's URL may hold a password.
    def __repr__(self) -> str:
        where = "embedded" if self.broker is None else "a server"
        return f"WorkSettings(broker={where}, threads={self.threads})"
