"""Videos of guides and comparisons: slides of their scripts, spoken, with captions.

The query gives one input for each of the best works that have a script. A video is a row
of `generated` of the kind video; beside its film lie the captions and a poster. Without
ffmpeg nothing is asked for, and when it is installed the next run makes what is missing;
a voice that is installed later speaks from then on.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from zlib import crc32

import msgspec
import pyarrow as pa

from enrich.generate.letters import is_name
from enrich.generate.short.foundworks import Edition, Thing
from enrich.generate.short.workwords import KINDS
from enrich.generate.video.film import Film, film
from enrich.generate.video.scenes import Part, scenes
from enrich.generate.video.slides import Bar, Look
from enrich.generate.video.tools import Tools, installed
from enrich.money import written
from enrich.queries import sql
from enrich.rows import table
from lake.keys import content_digest, key_of
from lake.stages import Stage

_VERSION = 1
# Each costs seconds of a processor: the best works have one.
_MOST = 2
_KIND = "video"
_NOTHING = "SELECT * FROM ({query}) WHERE false"
# Also where no table changed since a run without ffmpeg, or without a voice.
_MISSING = """
SELECT count(*) > 0 FROM ({query})
WHERE input_key NOT IN (SELECT input_key FROM made WHERE maker = 'video')
"""
_FILES = pa.schema([("path", pa.string()), ("content", pa.binary())])


def make(batch: pa.RecordBatch, tools: Tools) -> Mapping[str, pa.Table]:
    """Return the videos of the works of `batch`, and their files."""
    rows, files = list[dict[str, Any]](), list[dict[str, Any]]()
    for given in batch.to_pylist():
        if given["withdrawn"]:
            rows.append(_withdrawn(given))
            continue
        edition = _edition(given)
        made = film(
            scenes(msgspec.convert(given["parts"], list[Part])), _look(edition), tools
        )
        digest = content_digest(made.mp4)
        stem = f"{_KIND}-{given['as_of'] or 'undated'}-{digest[:12]}"
        rows.append(_row(given, edition, f"{stem}.mp4", digest))
        files += _files(made, stem)
    return {
        "generated": table("generated", rows),
        "files": pa.Table.from_pylist(files, schema=_FILES),
    }


def _edition(given: Mapping[str, Any]) -> Edition:
    return Edition(
        entity_key=given["generated_key"],
        kind=given["kind"],
        title=given["title"],
        currency=given["currency"],
        things=msgspec.convert(given["things"], list[Thing]),
    )


def _look(edition: Edition) -> Look:
    named = [thing for thing in edition.things if is_name(thing.label)]
    return Look(
        topic=edition.topic,
        kicker=KINDS.get(edition.kind, edition.kind),
        seed=crc32(edition.entity_key.encode()) % 97,
        bars=[_bar(thing, edition.currency or "") for thing in named],
    )


def _bar(thing: Thing, currency: str) -> Bar:
    price = thing.offer.price_minor
    return Bar(thing.label, price, written(price, currency))


def _row(
    given: Mapping[str, Any], edition: Edition, path: str, digest: str
) -> dict[str, Any]:
    return {
        "generated_key": key_of(_KIND, edition.entity_key),
        "kind": _KIND,
        "title": edition.name,
        "path": path,
        "digest": digest,
        "source_keys": given["source_keys"],
        "rights": '{"uses":"facts","reserved_sources":"left out"}',
        "quality": given["quality"],
        # Its words stand in short texts, which the gate let pass.
        "status": "checked",
        "reason": "Its script passed the gate as short texts.",
        "as_of": given["as_of"],
        "input_key": given["input_key"],
    }


def _withdrawn(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "generated_key": given["withdrawn"],
        "kind": _KIND,
        "title": given["title"],
        "status": "withdrawn",
        "reason": "What it tells of is sold no more.",
        "input_key": given["input_key"],
    }


def _files(made: Film, stem: str) -> Iterator[dict[str, Any]]:
    for form, content in (("mp4", made.mp4), ("srt", made.srt), ("png", made.poster)):
        yield {"path": f"{stem}.{form}", "content": content}


def stage(tools: Tools) -> Stage:
    """Return the stage that makes videos with `tools`."""
    query = sql("generate/video/video.sql", _VERSION)
    query = query.replace(":tools", tools.digest).replace(":most", str(_MOST))
    return Stage(
        _KIND,
        _VERSION,
        reads=(
            *("generated", "short_texts", "offers_latest", "pages", "products"),
            *("enriched_matches", "enriched_languages", "scores"),
        ),
        writes=("generated",),
        make=partial(make, tools=tools),
        query=query if tools.ffmpeg else _NOTHING.format(query=query),
        outdated=_MISSING.format(query=query) if tools.ffmpeg else None,
        files="products",
    )


VIDEOS = stage(installed())
