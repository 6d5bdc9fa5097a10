"""What one crawl hands to the lake, row by row, before it becomes columns."""

from datetime import datetime

import msgspec

from extract.links import Link
from extract.rights import Rights

# Why a URL gives no page, also for a frontier that is made again from the lake. The
# frontier forbids by robots.txt without a row; older lakes have them.
FINAL = (
    "Duplicate",
    "ForbiddenByRobots",
    "OutOfScope",
    "TooManyRedirects",
)


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try at one URL, whatever came of it."""

    url: str
    host: str
    attempt: int
    seconds: float
    delay_s: float
    status: int | None = None
    error: str | None = None
    bytes: int = 0
    retry_after_s: float | None = None


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """One stored response."""

    url: str
    final_url: str
    fetched_at: datetime
    status: int
    headers: bytes
    asked: bytes
    content_type: str
    charset: str
    body: bytes
    depth: int
    parent_url: str | None
    renderer: str
    robots_state: str
    rights: Rights
    links: tuple[Link, ...]
    ip: str = ""
    truncated: bool = False


class RobotsSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One robots.txt as a host gave it."""

    host: str
    fetched_at: datetime
    status: int | None
    digest: str | None
    crawl_delay: float | None
    sitemaps: tuple[str, ...]
