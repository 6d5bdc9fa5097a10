"""One page by its URL and one body by its digest, in a fraction of a millisecond.

Parquet is made for questions about many rows: looking for one takes DuckDB several
milliseconds. So two small indexes lie beside the tables, which answer with a binary
search in mapped memory. What was loaded since one was made is looked for in memory.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lake.bodies import BodyPlace, read_body
from lake.errors import NoSuchBody
from lake.findex import Index, indexes

if TYPE_CHECKING:
    from lake.store import Lake

# A page answers to the URL that was asked for and to the one that answered.
_URLS = """
SELECT unnest(CASE WHEN final_url IS NULL OR final_url = url THEN [url]
              ELSE [url, final_url] END) AS key, fetched_at, content_digest
FROM rows WHERE content_digest IS NOT NULL
"""
_DIGESTS = """
SELECT content_digest AS key, warc_file, warc_offset, warc_length FROM rows
"""


@dataclass(frozen=True, slots=True)
class PageFound:
    """When a URL was fetched, and the digest of the body it had then."""

    fetched_at: datetime
    content_digest: str


class Finder:
    """The pages and bodies of a lake as they were committed when it was made."""

    def __init__(self, lake: "Lake") -> None:
        self._home = lake.home
        self._pages = indexes(lake, "pages", _URLS)
        self._bodies = indexes(lake, "bodies", _DIGESTS)

    def page(self, url: str) -> PageFound | None:
        """Return the newest page of `url` that has a body, or None."""
        found = _newest(self._pages, url, lambda row: row["fetched_at"])
        return PageFound(**found) if found else None

    def place(self, digest: str) -> BodyPlace | None:
        """Return where the body with this digest lies, or None."""
        found = _newest(self._bodies, digest, lambda row: row["warc_file"])
        return BodyPlace(**found) if found else None

    def body(self, digest: str) -> bytes:
        """Return the body with this digest."""
        place = self.place(digest)
        if place is None:
            raise NoSuchBody(f"the lake has no body with the digest {digest!r}")
        return read_body(self._home, place)

    def body_at(self, url: str) -> bytes:
        """Return the newest body of `url`, in the form in which pages holds it."""
        page = self.page(url)
        if page is None:
            raise NoSuchBody(
                f"the lake has no page of {url!r}; give the URL as pages.url has it, "
                "or crawl it first"
            )
        return self.body(page.content_digest)


def _newest(
    found_in: tuple[Index, ...], key: str, age: Callable[[dict[str, Any]], Any]
) -> dict[str, Any] | None:
    found = [row for index in found_in for row in index.at(key)]
    return max(found, key=age, default=None)
