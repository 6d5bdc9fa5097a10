"""The language of each text that is enriched, from which the other steps choose."""

from collections.abc import Mapping

import pyarrow as pa

from enrich.equipment import Equipment
from enrich.queries import Asked, changed
from enrich.rows import entities
from extract.text.language import language
from lake.stages import Stage

_VERSION = 1
_MODEL = "py3langid and scripts"
_TABLE = "enriched_languages"


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the language of each text of `batch`."""
    texts = batch.column("text").to_pylist()
    # Shops repeat themselves: each text is looked at once.
    told = {text: language(text) for text in dict.fromkeys(texts)}
    codes = pa.array([told[text][0] for text in texts], pa.string())
    sure = pa.array([told[text][1] for text in texts], pa.float64())
    own = {"language": codes, "confidence": sure}
    return {_TABLE: entities(_TABLE, batch, _MODEL, own)}


def stage(tools: Equipment) -> Stage:
    """Return the step that tells languages."""
    version = tools.version("language", _VERSION)
    asked = Asked(maker="language", version=version, table=_TABLE, model=_MODEL)
    return Stage(
        "language",
        version,
        reads=("products", "opinions"),
        writes=(_TABLE,),
        make=make,
        query=changed("text/languages.sql", asked),
    )
