"""One call of a stage's `make`: bodies in, checked rows out, or why not.

This is what runs in worker processes. It changes nothing outside.
"""

import traceback
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lake.bodies import BodyPlace, read_body
from lake.chunks import KEY, POSITION
from lake.errors import BodyUnreadable, StageRefused
from lake.keys import content_digest
from lake.rows import fit
from lake.stage import FILES, Stage

_PLACE = ("warc_file", "warc_offset", "warc_length")
_DIGEST = "content_digest"
_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of some inputs: rows, files, rows an input, errors an input."""

    rows: Mapping[str, pa.Table] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call gave nothing: in one line, and with its traceback."""

    error: str
    trace: str


def attempt(stage: Stage, home: Path, batch: pa.RecordBatch) -> Outcome | Failure:
    """Make the inputs of `batch` in one call."""
    keys = dict.fromkeys(batch.column(KEY).to_pylist())
    errors: dict[str, str] = {}
    given = batch.drop_columns([POSITION])
    if stage.bodies:
        given, errors = _with_bodies(home, given)
    try:
        result = stage.make(given) if given.num_rows else {}
        rows = _checked(stage, set(keys), result)
        files = _files(stage, result)
    # A page can make any library fail in any way; it costs this input alone.
    except Exception as error:  # noqa: BLE001 # the runner logs it with its traceback
        return Failure(_line(error), traceback.format_exc())
    counts = Counter(key for t in rows.values() for key in t.column(KEY).to_pylist())
    done = {key: counts[key] for key in keys if key not in errors}
    return Outcome(rows, files, done, errors)


def failed(batch: pa.RecordBatch, error: str) -> Outcome:
    """Return the outcome of inputs that cannot be made."""
    keys = batch.column(KEY).to_pylist()
    return Outcome(errors=dict.fromkeys(keys, error[:_LONGEST_ERROR]))


def merged(outcomes: Iterable[Outcome]) -> Outcome:
    """Return several outcomes as one, in their order."""
    tables: dict[str, list[pa.Table]] = {}
    files: list[tuple[str, bytes]] = []
    counts: dict[str, int] = {}
    errors: dict[str, str] = {}
    for outcome in outcomes:
        for name, table in outcome.rows.items():
            tables.setdefault(name, []).append(table)
        files.extend(outcome.files)
        counts.update(outcome.counts)
        errors.update(outcome.errors)
    rows = {name: pa.concat_tables(found) for name, found in tables.items()}
    return Outcome(rows, tuple(files), counts, errors)


def _with_bodies(
    home: Path, batch: pa.RecordBatch
) -> tuple[pa.RecordBatch, dict[str, str]]:
    """Add the column `body`; inputs whose body cannot be read are left out."""
    bodies: list[bytes | None] = []
    errors = {}
    for row in batch.select([KEY, _DIGEST, *_PLACE]).to_pylist():
        try:
            bodies.append(_body(home, row))
        except BodyUnreadable as error:
            bodies.append(None)
            errors[row[KEY]] = str(error)
    whole = batch.drop_columns(list(_PLACE))
    whole = whole.append_column("body", pa.array(bodies, pa.binary()))
    return whole.filter(whole.column("body").is_valid()), errors


def _body(home: Path, row: Mapping[str, Any]) -> bytes:
    if row["warc_file"] is None:
        raise BodyUnreadable("the lake holds no body for this content_digest")
    body = read_body(home, BodyPlace(*(row[name] for name in _PLACE)))
    # A file that was lost and written anew has other bodies at the same places.
    if content_digest(body) != row[_DIGEST]:
        raise BodyUnreadable(f"another body lies in {row['warc_file']} at its place")
    return body


def _checked(
    stage: Stage, keys: set[str], result: Mapping[str, pa.Table]
) -> dict[str, pa.Table]:
    """Return the rows as their tables want them."""
    rows = {}
    for name, table in result.items():
        if name == FILES:
            continue
        if name not in stage.writes:
            raise StageRefused(
                f"{stage.name} gave rows of {name}, which is not in writes"
            )
        if KEY not in table.column_names:
            raise StageRefused(f"{stage.name} gave rows of {name} without {KEY}")
        foreign = set(pc.unique(table.column(KEY)).to_pylist()) - keys
        if foreign:
            raise StageRefused(
                f"{stage.name} gave rows of {name} with an input_key it was not given: "
                f"{sorted(map(str, foreign))[0]}"
            )
        if table.num_rows:
            rows[name] = fit(name, _signed(stage, table))
    return rows


def _signed(stage: Stage, table: pa.Table) -> pa.Table:
    maker = pa.repeat(pa.scalar(stage.name), table.num_rows)
    version = pa.repeat(pa.scalar(stage.version, pa.int32()), table.num_rows)
    signed = table.append_column("maker", maker)
    return signed.append_column("maker_version", version)


def _files(
    stage: Stage, result: Mapping[str, pa.Table]
) -> tuple[tuple[str, bytes], ...]:
    if FILES not in result:
        return ()
    if stage.files is None:
        raise StageRefused(f"{stage.name} gave files, but names no folder for them")
    given = result[FILES].select(["path", "content"])
    paths, contents = (column.to_pylist() for column in given.columns)
    for path in paths:
        _refuse_outside(path)
    return tuple(zip(paths, contents, strict=True))


def _refuse_outside(path: str) -> None:
    parts = PurePosixPath(path)
    if not parts.parts or parts.is_absolute() or ".." in parts.parts or "\0" in path:
        raise StageRefused(f"the path {path!r} leads out of the stage's folder")


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0][:_LONGEST_ERROR]
