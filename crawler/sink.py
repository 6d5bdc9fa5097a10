"""The way from the crawl into the lake: bodies to WARC, rows to the spool, in groups.

A group is safe once `flush` returns; only then are its URLs acknowledged, so what was
fetched after that and before a crash is fetched again by the next call. A group that
could not be written whole is dropped whole: no row points at a lost body. A page that
brings a body the lake has becomes a revisit record beside its row.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from crawler.campaign import Campaign
from crawler.clock import now
from crawler.known import Kept
from crawler.rows import Attempt, Fetched, RobotsSeen
from extract.rights import Rights
from frontier.urls import domain, host, url_key
from lake.bodies import BodyStore, Exchange
from lake.keys import content_digest
from lake.settings import LakeSettings
from lake.spool import Spool
from lake.tables import schema

Row = dict[str, Any]


class Sink:
    """Collects rows and bodies of one campaign and makes them safe together."""

    def __init__(
        self,
        home: Path,
        settings: LakeSettings,
        campaign: Campaign,
        kept: Kept,
        about: Mapping[str, str] | None = None,
    ) -> None:
        self._campaign = campaign.name
        self._kept = kept
        self._spool = Spool(home, f"crawl-{campaign.name}")
        self._bodies = BodyStore(home, settings, about=about)
        self._rows: dict[str, list[Row]] = {}

    def page(self, page: Fetched) -> None:
        """Keep one stored response, its body and its links."""
        digest = content_digest(page.body)
        key = url_key(page.final_url)
        # The body first: a row without one would be worse than no row.
        self._body(page, digest)
        if self._kept.add_page(key, digest):
            self._links(page)
        self._add(
            "pages",
            url_key=key,
            url=page.url,
            final_url=page.final_url,
            host=host(page.final_url),
            domain=domain(host(page.final_url)),
            fetched_at=page.fetched_at,
            status=page.status,
            content_type=page.content_type,
            charset=page.charset,
            content_digest=digest,
            body_len=len(page.body),
            depth=page.depth,
            parent_url=page.parent_url,
            renderer=page.renderer,
            robots_state=page.robots_state,
            rights=_rights(page.rights),
            campaign=self._campaign,
            truncated=page.truncated,
        )

    def attempt(self, attempt: Attempt) -> None:
        """Keep one try at one URL."""
        self._add(
            "fetches",
            url=attempt.url,
            host=attempt.host,
            fetched_at=now(),
            attempt=attempt.attempt,
            status=attempt.status,
            error=attempt.error,
            timings={"total_ms": attempt.seconds * 1000},
            bytes=attempt.bytes,
            retry_after=attempt.retry_after_s,
            delay_s=attempt.delay_s,
            campaign=self._campaign,
        )

    def robots(self, seen: RobotsSeen) -> None:
        """Keep one robots.txt as it was seen."""
        self._add("robots", **msgspec.structs.asdict(seen))

    def flush(self) -> None:
        """Make everything kept so far safe."""
        if not self._rows:
            return
        self._bodies.sync()
        self._spool.put(
            {
                table: pa.Table.from_pylist(rows, schema=schema(table, common=False))
                for table, rows in self._rows.items()
            }
        )
        self._rows = {}

    def close(self) -> None:
        """Make everything safe and close the files."""
        self.flush()
        self._bodies.close()

    def abandon(self) -> None:
        """Drop what is not safe yet, because it could not be written whole."""
        self._rows = {}

    def _body(self, page: Fetched, digest: str) -> None:
        exchange = _exchange(page, digest)
        known = self._kept.place(digest)
        if known and self._bodies.revisit(exchange, known):
            return
        place = self._bodies.write(exchange)
        self._kept.add_body(digest, place)
        self._add(
            "bodies",
            content_digest=digest,
            warc_file=place.warc_file,
            warc_offset=place.warc_offset,
            warc_length=place.warc_length,
        )

    def _links(self, page: Fetched) -> None:
        for link in page.links:
            row = msgspec.structs.asdict(link)
            self._add(
                "links", src_url=page.final_url, dst_host=host(link.dst_url), **row
            )

    def _add(self, table: str, **row: Any) -> None:
        self._rows.setdefault(table, []).append(row)


def _exchange(page: Fetched, digest: str) -> Exchange:
    # What a table says of every page is not said in its WARC again; but that a body
    # is what a browser made of it, whoever reads the body must know.
    rendered = page.renderer != "http"
    return Exchange(
        url=page.final_url,
        status=page.status,
        request_headers=page.asked,
        response_headers=page.headers,
        body=page.body,
        fetched_at=page.fetched_at,
        digest=digest,
        ip=page.ip,
        truncated=page.truncated,
        about={"renderer": page.renderer, "charset": page.charset} if rendered else {},
    )


def _rights(rights: Rights) -> Row:
    return {
        "noindex": rights.noindex,
        "noarchive": rights.noarchive,
        "nofollow": rights.nofollow,
        "tdm_reserved": rights.tdm_reservation,
        "licence": rights.licence,
    }
