"""Is everything in the lake as it was written? What is not, and what to do about it.

Nothing is changed and no lock is held, so the lake may be in use. What is read is one
snapshot: the newest note and the versions it names.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from lake.bodies import BodyPlace, read_body
from lake.errors import BodyUnreadable, SpoolFileBroken
from lake.findings import DAMAGE, RESTORE, Finding
from lake.keys import content_digest
from lake.spoolfile import read
from lake.sql import scratch
from lake.store import Lake
from lake.verifyfiles import Tables, bad_files, bad_notes
from lake.verifyrows import bad_batches, see_all
from lake.waiting import pending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

log = structlog.get_logger()
_LOST = """
SELECT count(DISTINCT content_digest), any_value(url) FROM pages
WHERE content_digest IS NOT NULL
    AND content_digest NOT IN (SELECT content_digest FROM bodies)
"""
_PLACES = """
SELECT DISTINCT warc_file, warc_offset, warc_length, content_digest
FROM bodies ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, and what was found."""

    files: int
    batches: int
    bodies: int
    findings: tuple[Finding, ...]

    @property
    def damaged(self) -> bool:
        """Whether anything was lost or changed."""
        return any(found.severity == DAMAGE for found in self.findings)


def verify(
    lake: Lake,
    *,
    sample: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Verified:
    """Check files, notes, batches, spool and bodies: all of them, or `sample`."""
    tables = Tables.of(lake)
    found = [*bad_notes(lake, tables), *_bad_spool_files(lake)]
    with scratch(lake) as connection:
        unreadable = list(bad_files(connection, lake, tables))
        found += unreadable
        if unreadable:
            # What cannot be read would be told of again with every row in it.
            batches, bodies = 0, 0
        else:
            see_all(connection, lake, tables)
            (batches,), *_ = connection.execute(
                "SELECT count(*) FROM batches"
            ).fetchall()
            found += bad_batches(connection, tables)
            found += _bodies_lost(connection)
            places = _places(connection, sample)
            bodies = len(places)
            found += _bad_bodies(lake, places, progress)
    done = Verified(tables.count, batches, bodies, tuple(found))
    log.info("lake.verified", files=done.files, findings=len(done.findings))
    return done


def _bad_spool_files(lake: Lake) -> "Iterator[Finding]":
    for path in pending(lake.home):
        try:
            read(path)
        except SpoolFileBroken as error:
            yield Finding(
                DAMAGE, path.name, str(error), "the next load sets it aside; " + RESTORE
            )
    for path in sorted((lake.home / "spool").glob("*.bad")):
        yield Finding(
            DAMAGE,
            path.name,
            "was torn or changed when it was to be loaded",
            "mend it and take .bad off its name, or remove it; " + RESTORE,
        )


def _bodies_lost(connection: "DuckDBPyConnection") -> "Iterator[Finding]":
    (count, url), *_ = connection.execute(_LOST).fetchall()
    if count:
        yield Finding(
            DAMAGE,
            "pages",
            f"{count} bodies that pages name are in no row of bodies, as that of {url}",
            RESTORE,
        )


def _places(
    connection: "DuckDBPyConnection", sample: int | None
) -> list[tuple[str, int, int, str]]:
    places = connection.execute(_PLACES).fetchall()
    if sample is None or sample >= len(places):
        return places
    # Which ones does not matter; another run looks at others.
    drawn = random.sample(range(len(places)), sample)
    return [places[number] for number in sorted(drawn)]


def _bad_bodies(
    lake: Lake,
    places: list[tuple[str, int, int, str]],
    progress: Callable[[int, int], None],
) -> "Iterator[Finding]":
    for number, (file, offset, length, digest) in enumerate(places, 1):
        where = f"{file}:{offset}"
        try:
            body = read_body(lake.home, BodyPlace(file, offset, length))
            if content_digest(body) != digest:
                yield Finding(DAMAGE, where, "holds another body than it did", RESTORE)
        except BodyUnreadable as error:
            yield Finding(DAMAGE, where, str(error), RESTORE)
        progress(number, len(places))
