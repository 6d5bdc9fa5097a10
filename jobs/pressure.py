"""Why a crawl that is due is held back: too much waits already, or there is no room.

It goes on by itself: a reason is asked for anew each minute.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from jobs.work.settings import WorkSettings
from ledger.runs import unread
from ledger.schedules import Held, Standing

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = structlog.get_logger()

_MB = 1_000_000


def held_in(home: Path, settings: WorkSettings) -> Held:
    """Return what tells why work that is due in `home` is not put, if anything does."""

    def held(connection: "Connection", one: Standing) -> str | None:
        if one.kind != "crawl":
            return None
        campaign = one.name.partition(" ")[2]
        reason = _reason(home, settings, campaign) or _backlog(connection, settings)
        if reason:
            log.info("work.held_back", schedule=one.name, reason=reason)
        return reason

    return held


def _reason(home: Path, settings: WorkSettings, campaign: str) -> str | None:
    if (home / "frontier" / campaign / "paused").exists():
        return "its campaign is paused"
    free_mb = shutil.disk_usage(home).free // _MB
    if free_mb < settings.free_mb:
        return (
            f"{free_mb:,} MB of the disk are free, work.free_mb = {settings.free_mb:,}"
        )
    return None


def _backlog(connection: "Connection", settings: WorkSettings) -> str | None:
    pages = unread(connection)
    if pages <= settings.unread_pages:
        return None
    return f"{pages:,} pages wait to be read, work.unread_pages = {settings.unread_pages:,}"
