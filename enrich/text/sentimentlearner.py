"""How labels of opinions become a head over the encoder's vectors, and how it is judged."""

from functools import partial

import numpy as np
import pyarrow as pa

from enrich.equipment import Equipment
from enrich.learning.learner import Arrays, Judged, Learner
from enrich.models.encoder import Chosen
from enrich.queries import source
from enrich.text.sentiment import OPINIONS, VERSION, Taught, make, words
from enrich.text.sentimenthead import Head
from enrich.text.sentimenthead import fit as fitted

# An opinion is on the side of its page: one author writes on it alike of several things.
_QUERY = """
WITH said AS (
    SELECT entity_key, label FROM labels WHERE step = 'sentiment'
    QUALIFY row_number() OVER (
        PARTITION BY entity_key ORDER BY said_at DESC, ingested_at DESC) = 1
)
SELECT cast(s.label AS DOUBLE) AS label, o.*, o.entity_key AS input_key,
    coalesce(o.url, o.entity_key) AS together
FROM said s JOIN ({opinions}) o USING (entity_key)
WHERE s.label IS NOT NULL AND o.text IS NOT NULL ORDER BY o.entity_key
"""


def learner(tools: Equipment) -> Learner:
    """Return the way to learn how opinions judge."""
    encoder = Chosen(tools.settings, tools.home)
    return Learner(
        step="sentiment",
        code=VERSION,
        query=_QUERY.format(opinions=source(OPINIONS)),
        fit=partial(fit, encoder=encoder),
        judge=partial(judge, encoder=encoder),
    )


def fit(rows: pa.Table, encoder: Chosen) -> Arrays:
    """Return the head that these labels teach."""
    text = rows["text"].combine_chunks()
    vectors = encoder.load().encode(text.to_pylist())
    values = rows["label"].to_numpy()
    return fitted(vectors, words(text), values, encoder.name).arrays()


def judge(arrays: Arrays | None, rows: pa.Table, encoder: Chosen) -> Judged:
    """Return how near the step comes to these labels, with a head or by its rules."""
    head = Head.of(arrays) if arrays is not None else None
    # A head reads the vectors of its own encoder; with another one it is not used.
    taught = Taught(head, encoder) if head and head.encoder == encoder.name else None
    (batch,) = rows.combine_chunks().to_batches()
    (made,) = make(batch, taught=taught).values()
    told = made["sentiment"].fill_null(0.0).to_numpy()
    said = rows["label"].to_numpy()
    off = np.abs(told - said)
    figures = {"mean error": float(off.mean()), "Pearson": _pearson(told, said)}
    return Judged(1 - off / 2, figures)


def _pearson(one: np.ndarray, other: np.ndarray) -> float:
    if one.std() == 0 or other.std() == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
