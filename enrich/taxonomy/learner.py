"""How labels of classes become a model, and how it is judged on others.

A class that is told rightly counts 1, a wrong one 0. To tell none counts a quarter: what
nobody filed is better than what is filed wrongly, and worse than what is filed.
"""

from functools import partial

import numpy as np
import pyarrow as pa

from enrich.equipment import Equipment
from enrich.learning.learner import Arrays, Judged, Learner
from enrich.queries import source
from enrich.taxonomy.candidates import joined, learned, nearest
from enrich.taxonomy.classify import LISTINGS, VERSION, named, taxonomy_of
from enrich.taxonomy.linear import Model
from enrich.taxonomy.linear import fit as fitted
from enrich.taxonomy.tree import Taxonomy

_UNTOLD = 0.25
# One product in several shops stands on one side: copies would be known by heart.
_QUERY = """
WITH said AS (
    SELECT entity_key, label FROM labels WHERE step = 'classify'
    QUALIFY row_number() OVER (
        PARTITION BY entity_key ORDER BY said_at DESC, ingested_at DESC) = 1
), grouped AS (
    SELECT entity_key, group_key FROM enriched_matches
    QUALIFY row_number() OVER (
        PARTITION BY entity_key ORDER BY ingested_at DESC, input_key) = 1
)
SELECT s.label, l.*, coalesce(g.group_key, l.entity_key) AS together
FROM said s JOIN ({listings}) l USING (entity_key)
LEFT JOIN grouped g USING (entity_key)
WHERE s.label IS NOT NULL ORDER BY l.entity_key
"""


def learner(tools: Equipment) -> Learner:
    """Return the way to learn classes."""
    query = _QUERY.format(listings=source(LISTINGS))
    judged = partial(judge, taxonomy=taxonomy_of(tools))
    return Learner(step="classify", code=VERSION, query=query, fit=fit, judge=judged)


def fit(rows: pa.Table) -> Arrays:
    """Return what these labels teach."""
    given = joined(*_columns(rows)).to_pylist()
    return fitted(given, rows["label"].to_pylist())


def judge(arrays: Arrays | None, rows: pa.Table, taxonomy: Taxonomy) -> Judged:
    """Return how well a model, or without one the names that are near, tell classes."""
    ids = list(taxonomy.ids)
    if arrays is not None:
        model = Model.of(arrays)
        found = learned(model, *_columns(rows))
        ids = [key for key, _ in named(model, taxonomy)]
    elif ids:
        found = nearest(taxonomy, *_columns(rows))
    else:
        return _judged(np.zeros(rows.num_rows, bool), np.zeros(rows.num_rows, bool))
    places = taxonomy.places()
    meant = [
        taxonomy.ids[places[label]] if label in places else label
        for label in rows["label"].to_pylist()
    ]
    right = [
        ids[best] == label
        for best, label in zip(found.places[:, 0], meant, strict=True)
    ]
    return _judged(np.array(right), found.told)


def _judged(right: np.ndarray, told: np.ndarray) -> Judged:
    each = np.where(told, right.astype(np.float64), _UNTOLD)
    figures = {
        "told": float(told.mean()),
        "right of those told": float(right[told].mean()) if told.any() else 0.0,
        "right at first": float(right.mean()),
    }
    return Judged(each, figures)


def _columns(rows: pa.Table) -> tuple[pa.Array, pa.Array]:
    whole = rows.combine_chunks()
    return tuple(whole[name].chunk(0) for name in ("title", "category"))
