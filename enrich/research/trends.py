"""Outside trends come into the lake: each value once, however often its file is read."""

import msgspec
import pyarrow as pa

from enrich.research.trendfile import Point
from lake.durable import locked
from lake.load import append
from lake.sql import current
from lake.store import Lake
from lake.tables import schema

_HELD = """
SELECT topic, region, day, value, unit, licence FROM trends WHERE source = $source
QUALIFY row_number() OVER (
    PARTITION BY topic, region, day ORDER BY ingested_at DESC, value) = 1
"""


class Origin(msgspec.Struct, frozen=True):
    """Who states the values, and under what terms they may be used."""

    source: str
    licence: str | None = None


class TakenIn(msgspec.Struct, frozen=True):
    """What one file brought: new values, others for known days, and known ones."""

    new: int
    replaced: int
    known: int


def take_in(lake: Lake, points: list[Point], origin: Origin) -> TakenIn:
    """Take in the `points` that the lake does not hold; a day's newest value counts."""
    with locked(lake.folder / ".trends"):
        held = _held(lake, origin.source)
        told = {
            _key(point): (point.value, point.unit, origin.licence) for point in points
        }
        fresh = [
            point for point in points if held.get(_key(point)) != told[_key(point)]
        ]
        if fresh:
            rows = [
                {**msgspec.structs.asdict(point), **msgspec.structs.asdict(origin)}
                for point in fresh
            ]
            table = pa.Table.from_pylist(rows, schema("trends", common=False))
            append(lake, "trends", {"trends": table})
    replaced = sum(_key(point) in held for point in fresh)
    return TakenIn(len(fresh) - replaced, replaced, len(points) - len(fresh))


def _key(point: Point) -> tuple[object, ...]:
    return (point.topic, point.region, point.day)


def _held(lake: Lake, source: str) -> dict[tuple[object, ...], tuple[object, ...]]:
    with current(lake) as connection:
        rows = connection.execute(_HELD, {"source": source}).fetchall()
    return {row[:3]: row[3:] for row in rows}
