"""The way from the crawl into the lake: bodies to WARC, rows to the spool, in groups.

A group is safe once `flush` returns; only then are its URLs acknowledged, so what was
fetched after that and before a crash is fetched again by the next call. A group that
could not be written whole is dropped whole: no row points at a lost body. A page that
brings a body the lake has becomes a revisit record beside its row.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from crawler.campaign.model import Campaign
from crawler.clock import now
from crawler.keeping.cells import BODY, FETCH, PAGE, ROBOTS
from crawler.keeping.columns import LinkRows, Rows, rights_of
from crawler.keeping.heads import decoded_head
from crawler.keeping.known import Kept
from crawler.keeping.rows import Attempt, Fetched, Heard, RobotsSeen
from crawler.keeping.surts import place
from crawler.keeping.validators import Last, validators_in
from lake.bodies import BodyPlace, BodyStore, Exchange
from lake.exchange import checked
from lake.keys import content_digest
from lake.settings import LakeSettings
from lake.spool import Spool

# What is known of bodies is asked for some at once; together they fit into a processor's
# cache.
_AT_ONCE = 16
_MOST_BYTES = 4 << 20
# A dictionary trained on these would help nobody.
_NO_TEXT = ("image/", "audio/", "video/", "font/")


class Author(msgspec.Struct, frozen=True):
    """Who writes: what WARC files say of him, and which process of a crawl he is."""

    about: Mapping[str, str] | None = None
    member: int = 0  # each is a writer of its own


class Sink:
    """Collects rows and bodies of one campaign and makes them safe together."""

    keeps = True

    def __init__(
        self,
        home: Path,
        settings: LakeSettings,
        campaign: Campaign,
        kept: Kept,
        author: Author | None = None,
    ) -> None:
        self._campaign = campaign.name
        self._kept = kept
        by = author or Author()
        writer = f"crawl-{campaign.name}" + (f".{by.member}" if by.member else "")
        self._spool = Spool(home, writer)
        self._bodies = BodyStore(home, settings, about=by.about)
        self._start()

    def page(self, page: Fetched) -> None:
        """Keep one stored response, its body and its links."""
        exchange = _exchange(page, content_digest(page.body))
        checked(exchange)
        self._waiting.append((page, exchange))
        self._waiting_bytes += len(page.body)
        if len(self._waiting) >= _AT_ONCE or self._waiting_bytes > _MOST_BYTES:
            self._write()

    def unchanged(self, page: Fetched, last: Last) -> bool:
        """Keep that a host says, by status 304, that the body of `last` is still there.

        False where we have it no more: then the page is to be asked for as if new.
        """
        known = self._kept.place(last.digest)
        if not known or not self._bodies.unchanged(_exchange(page, last.digest), known):
            return False
        etag, modified = validators_in(page.headers)
        self._page(
            msgspec.structs.replace(
                page,
                content_type=last.content_type,
                charset=last.charset,
                rights=last.rights,
            ),
            last.digest,
            last.size,
            (etag or last.etag, modified or last.modified),
        )
        return True

    def attempt(self, attempt: Attempt) -> None:
        """Keep one try at one URL."""
        first, total = attempt.first_byte_s, attempt.seconds
        self._fetches.add(
            attempt.url,
            attempt.host,
            now(),
            attempt.attempt,
            attempt.status,
            attempt.error,
            (None, None, None if first is None else first * 1000, total * 1000),
            attempt.bytes,
            attempt.retry_after_s,
            attempt.delay_s,
        )

    def robots(self, seen: RobotsSeen) -> None:
        """Keep one robots.txt as it was seen, and what it says."""
        if seen.heard is not None:
            self._bodies.beside(_robots_exchange(seen, seen.heard))
        self._robots.add(
            seen.host,
            seen.fetched_at,
            seen.status,
            seen.digest,
            seen.crawl_delay,
            seen.sitemaps,
        )

    def flush(self) -> None:
        """Make everything kept so far safe."""
        self._write()
        alike = {"campaign": self._campaign}
        rows = {
            "pages": self._pages.taken(**alike) if self._pages else None,
            "bodies": self._places.taken() if self._places else None,
            "fetches": self._fetches.taken(**alike) if self._fetches else None,
            "links": self._links.taken() if self._links else None,
            "robots": self._robots.taken() if self._robots else None,
        }
        full = {table: made for table, made in rows.items() if made is not None}
        if full:
            self._bodies.sync()
            self._spool.put(full)

    def close(self) -> None:
        """Make everything safe and close the files."""
        self.flush()
        self._bodies.close()

    def abandon(self) -> None:
        """Drop what is not safe yet, because it could not be written whole."""
        self._start()

    def _start(self) -> None:
        self._waiting: list[tuple[Fetched, Exchange]] = []
        self._waiting_bytes = 0
        self._pages = Rows("pages", *PAGE)
        self._places = Rows("bodies", *BODY)
        self._fetches = Rows("fetches", *FETCH)
        self._robots = Rows("robots", *ROBOTS)
        self._links = LinkRows()

    def _write(self) -> None:
        """Write the bodies that wait, then their rows: a row without one were worse."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        places = self._kept.places([one.digest for _, one in waiting])
        fresh: dict[str, BodyPlace] = {}
        keys = []
        for (page, exchange), known in zip(waiting, places, strict=True):
            digest = exchange.digest
            text = not page.content_type.startswith(_NO_TEXT)
            written = self._body(exchange, fresh.get(digest) or known, text)
            if written:
                fresh[digest] = written
            told = validators_in(page.headers)
            keys.append(self._page(page, digest, len(page.body), told))
        new = self._kept.add_pages(
            [(key, one.digest) for key, (_, one) in zip(keys, waiting, strict=True)]
        )
        for (page, _), is_new in zip(waiting, new, strict=True):
            if is_new and page.links:
                self._links.add(page.final_url, page.links)

    def _body(
        self, exchange: Exchange, known: BodyPlace | None, learn: bool
    ) -> BodyPlace | None:
        """Write a body that the lake has not; return its place."""
        if known and self._bodies.revisit(exchange, known):
            return None
        written = self._bodies.write(exchange, learn=learn)
        self._kept.add_body(exchange.digest, written)
        self._places.add(
            exchange.digest,
            written.warc_file,
            written.warc_offset,
            written.warc_length,
        )
        return written

    def _page(
        self, page: Fetched, digest: str, size: int, told: tuple[str | None, str | None]
    ) -> str:
        """Note the row of a page; return its key."""
        key, host, domain = place(page.final_url)
        self._pages.add(
            key,
            page.url,
            page.final_url,
            host,
            domain,
            page.fetched_at,
            page.status,
            page.content_type,
            page.charset,
            digest,
            size,
            page.depth,
            page.parent_url,
            page.renderer,
            page.robots_state,
            rights_of(page.rights),
            bool(page.truncated),
            *told,
        )
        return key


def _exchange(page: Fetched, digest: str) -> Exchange:
    # What a table says of every page is not said in its WARC again; but that a body
    # is what a browser made of it, whoever reads the body must know.
    rendered = page.renderer != "http"
    return Exchange(
        url=page.final_url,
        status=page.status,
        request_headers=page.asked,
        response_headers=decoded_head(page.headers),
        body=page.body,
        fetched_at=page.fetched_at,
        digest=digest,
        ip=page.ip,
        truncated=page.truncated,
        about={"renderer": page.renderer, "charset": page.charset} if rendered else {},
    )


def _robots_exchange(seen: RobotsSeen, heard: Heard) -> Exchange:
    return Exchange(
        url=heard.url,
        status=seen.status or 0,
        request_headers=heard.asked,
        response_headers=decoded_head(heard.headers),
        body=heard.body,
        fetched_at=seen.fetched_at,
        digest=seen.digest or "",
        ip=heard.ip,
        truncated=heard.truncated,
    )
