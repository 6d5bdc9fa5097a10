"""Listings as vectors, so that near goods lie near; one row a listing."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import pyarrow as pa

from enrich.equipment import Equipment
from enrich.models.encoder import Chosen
from enrich.models.pooling import Floats
from enrich.queries import Asked, changed, outdated
from enrich.rows import entities
from enrich.takenback import taking_back
from lake.stages import Stage

_VERSION = 1
_TABLE = "enriched_embeddings"


def make(chosen: Chosen, batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the vector of each text of `batch`; equal texts are read once."""
    texts = batch.column("text").dictionary_encode()
    distinct = chosen.load().encode(texts.dictionary.to_pylist())
    vectors = distinct[texts.indices.to_numpy(zero_copy_only=False)]
    own = {"vector": _lists(vectors)}
    return {_TABLE: entities(_TABLE, batch, chosen.name, own)}


def stage(tools: Equipment) -> Stage:
    """Return the step that makes vectors."""
    chosen = Chosen(tools.settings, tools.home)
    version = tools.version("embed", _VERSION)
    asked = Asked(
        maker="embed", version=version, table=_TABLE, model=chosen.name, takes_back=True
    )
    return Stage(
        "embed",
        version,
        reads=("products",),
        writes=(_TABLE,),
        make=partial(taking_back, make=partial(make, chosen), name=_TABLE),
        query=changed("text/embeddings.sql", asked),
        outdated=outdated(asked),
    )


def _lists(vectors: Floats) -> pa.Array:
    """Return the rows of `vectors`; one of no length says nothing, and is empty."""
    count, dims = vectors.shape
    offsets = pa.array(np.arange(count + 1, dtype=np.int32) * dims)
    silent = pa.array(~vectors.any(axis=1))
    values = pa.array(vectors.ravel())
    return pa.ListArray.from_arrays(offsets, values, mask=silent)
