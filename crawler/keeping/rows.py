"""What one crawl hands to the lake, page by page, before it becomes columns."""

from datetime import datetime

import msgspec

from extract.linking.links import Links
from extract.rights import Rights

# Why a URL gives no page, also for a frontier that is made again from the lake. The
# frontier forbids by robots.txt without a row; older lakes have them.
FINAL = (
    "Duplicate",
    "ForbiddenByRobots",
    "OutOfScope",
    "TooManyRedirects",
)

# So begin the errors of what a rendered page wanted and did not get: no URL that the
# crawl was to fetch.
PART = "Part"


class Attempt(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One try at one URL, whatever came of it."""

    url: str
    host: str
    attempt: int
    seconds: float
    delay_s: float
    first_byte_s: float | None = None
    status: int | None = None
    error: str | None = None
    bytes: int = 0
    retry_after_s: float | None = None


class Fetched(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One stored response; `url` and `final_url` are in canonical form."""

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
    links: Links | None
    ip: str = ""
    # Why the body is not whole, in WARC's words: length, time, disconnect.
    truncated: str = ""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that is kept beside the pages, as a robots.txt is."""

    url: str
    headers: bytes
    asked: bytes
    body: bytes
    ip: str = ""
    truncated: str = ""


class RobotsSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One robots.txt as a host gave it."""

    host: str
    fetched_at: datetime
    status: int | None
    digest: str | None
    crawl_delay: float | None
    sitemaps: tuple[str, ...]
    # Without one, the host gave no answer.
    heard: Heard | None = None
