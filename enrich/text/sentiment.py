"""How each opinion judges: by its words where it is English, and by its stars.

Words are weighed by rules (sentimentrules.py). Stars say it in any language; of both, the
stars count twice, because they are what the author decided on. Where a head was learned
of labels (sentimenthead.py), it takes the place of the rules alone.
"""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from enrich.equipment import Equipment
from enrich.learning.store import read
from enrich.models.encoder import Chosen
from enrich.queries import Asked, changed, outdated
from enrich.rows import entities
from enrich.takenback import taking_back
from enrich.text.sentimenthead import Head, predict
from enrich.text.sentimentrules import COLUMNS, HITS, VALUE, Numbers, judge
from enrich.text.sentimentwords import lexicon
from enrich.text.wordpieces import texts
from lake.stages import Stage

VERSION = 1
OPINIONS = "text/sentiments.sql"
_MODEL = "lexicon and rules"
_TABLE = "enriched_sentiments"
_ENGLISH = "en"
_MOST_STARS = 5.0
# Who gives one star of five could give no less.
_EVEN = 3.0
_STARS_COUNT = 2.0
# Of 1,839 sentences judged by people, one word has the right sign 85 times of 100.
_SURE_OF_WORDS, _SURE_OF_STARS = 0.9, 0.9
_SURE_OF_HEAD = 0.85
_APART = 0.6
Flags = NDArray[np.bool_]


def words(column: pa.Array) -> Numbers:
    """Return what each text of `column` says, from -1 to 1, and by how many words."""
    given = texts(column)
    longest = int(np.diff(given.starts).max(initial=0))
    out = np.zeros((len(column), 2))
    room = np.zeros((longest + 1, COLUMNS), np.int64)
    judge(given.data, given.starts, lexicon(), room, out)
    return out


class Taught(NamedTuple):
    """What was learned of labels, and whose vectors it reads."""

    head: Head
    encoder: Chosen


def make(
    batch: pa.RecordBatch, model: str = _MODEL, taught: Taught | None = None
) -> Mapping[str, pa.Table]:
    """Return how each opinion of `batch` judges."""
    said = words(batch.column("text"))
    stars = np.clip((_numbers(batch.column("rating")) - _EVEN) / 2, -1, 1)
    readable = _readable(batch, stars)
    sure = _SURE_OF_WORDS * (1 - 0.5 ** (1 + said[:, HITS]))
    parts = {"words": np.where(readable & (said[:, HITS] > 0), said[:, VALUE], np.nan)}
    if taught is not None:
        parts["encoder"] = _encoded(batch.column("text"), readable, said, taught)
        sure = np.maximum(sure, _SURE_OF_HEAD)
    unsure = pc.is_null(batch.column("language")).to_numpy(zero_copy_only=False)
    own = _told(parts | {"stars": stars}, np.where(unsure, sure / 2, sure))
    return {_TABLE: entities(_TABLE, batch, model, own)}


def _readable(batch: pa.RecordBatch, stars: Numbers) -> Flags:
    """Return which texts are English, or may be and have no stars.

    What is too short for a language may be `Great!`; with stars nobody has to guess.
    """
    spoken = batch.column("language")
    english = pc.equal(spoken, _ENGLISH).fill_null(False)
    unknown = pc.is_null(spoken).to_numpy(zero_copy_only=False) & np.isnan(stars)
    has_text = pc.is_valid(batch.column("text")).to_numpy(zero_copy_only=False)
    return (english.to_numpy(zero_copy_only=False) | unknown) & has_text


def _encoded(
    column: pa.Array, readable: Flags, said: Numbers, taught: Taught
) -> Numbers:
    """Return what the head says of the texts that can be read."""
    found = np.full(len(column), np.nan)
    given = column.filter(pa.array(readable)).to_pylist()
    if given:
        vectors = taught.encoder.load().encode(given)
        found[readable] = predict(taught.head, vectors, said[readable])
    return found


def _told(parts: Mapping[str, Numbers], sure: Numbers) -> dict[str, pa.Array]:
    """Return the columns that say what all parts say together."""
    stars, text = parts["stars"], parts.get("encoder", parts["words"])
    has_text, has_stars = ~np.isnan(text), ~np.isnan(stars)
    both = has_text & has_stars
    mean = (text + _STARS_COUNT * stars) / (1 + _STARS_COUNT)
    value = np.where(both, mean, np.where(has_stars, stars, text))
    level = np.where(has_stars, _SURE_OF_STARS, np.where(has_text, sure, 0.0))
    level = np.where(both & (text * stars < 0), level * _APART, level)
    return {
        "sentiment": pa.array(value, pa.float64(), mask=np.isnan(value)),
        "outputs": _outputs(parts),
        "confidence": pa.array(level, pa.float64()),
    }


def _outputs(parts: Mapping[str, Numbers]) -> pa.Array:
    """Return a list a row, of the parts that say something."""
    names = pa.array(list(parts), pa.string())
    values = np.stack(list(parts.values()), axis=1)
    there = ~np.isnan(values)
    offsets = np.concatenate([[0], there.sum(axis=1).cumsum()])
    which = np.nonzero(there)[1]
    rows = pa.StructArray.from_arrays(
        [names.take(pa.array(which)), pa.array(values[there], pa.float64())],
        names=["name", "value"],
    )
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), rows)


def _numbers(column: pa.Array) -> Numbers:
    whole = column.cast(pa.float64()).fill_null(np.nan)
    return np.clip(whole.to_numpy(zero_copy_only=False), 0, _MOST_STARS)


def stage(tools: Equipment) -> Stage:
    """Return the step that tells how opinions judge."""
    taught = _taught(tools)
    model = f"{_MODEL}, taught over {taught.encoder.name}" if taught else _MODEL
    version = tools.version("sentiment", VERSION)
    asked = Asked(
        maker="sentiment", version=version, table=_TABLE, model=model, takes_back=True
    )
    return Stage(
        "sentiment",
        version,
        reads=("opinions", "enriched_languages"),
        writes=(_TABLE,),
        make=partial(
            taking_back, make=partial(make, model=model, taught=taught), name=_TABLE
        ),
        query=changed(OPINIONS, asked),
        outdated=outdated(asked),
    )


def _taught(tools: Equipment) -> Taught | None:
    """Return the released head, where it reads vectors of the encoder that is set."""
    released = tools.model("sentiment", VERSION)
    if released is None:
        return None
    head = Head.of(read(released))
    encoder = Chosen(tools.settings, tools.home)
    return Taught(head, encoder) if head.encoder == encoder.name else None
