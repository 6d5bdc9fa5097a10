"""What opinions on one product say, and what an article says, in their own sentences.

Nothing is written anew: each sentence stands as its source has it, with where. Sources
whose page forbids copies or mining are left out by the query.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import pyarrow as pa

from enrich.equipment import Equipment
from enrich.queries import Asked, changed
from enrich.rows import table
from enrich.text.sentences import sentences
from enrich.text.summarychoice import Limits, choose
from lake.stages import Stage

_VERSION = 1
_MODEL = "middle of TF-IDF and MMR"
_TABLE = "enriched_summaries"
LIMITS = {"group": Limits(2, 4, 15), "article": Limits(3, 5, 40)}
# Of a discussion without end, the first so many sentences.
_MOST_SENTENCES = 5000


class _Sentence(NamedTuple):
    text: str
    source_key: str
    position: int


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return a summary for each group and article of `batch`."""
    return {_TABLE: table(_TABLE, [_row(entity) for entity in batch.to_pylist()])}


def _row(entity: Mapping[str, Any]) -> dict[str, Any]:
    given = list(islice(_each(entity["texts"]), _MOST_SENTENCES))
    limits = LIMITS[entity["kind"]]
    choice = choose([one.text for one in given], limits, entity["language"])
    chosen = sorted(zip(choice.numbers, choice.shares, strict=True))
    if entity["kind"] == "group":
        chosen.sort(key=lambda one: -one[1])
    outputs = [given[k]._asdict() | {"share": share} for k, share in chosen]
    return {
        "entity_key": entity["entity_key"],
        "kind": entity["kind"],
        "url": entity["url"],
        "model": _MODEL,
        "summary": " ".join(one["text"] for one in outputs) or None,
        "outputs": outputs,
        "confidence": choice.covered,
        "input_key": entity["input_key"],
    }


def _each(texts: list[dict[str, str]]) -> Iterator[_Sentence]:
    """Yield the sentences of all texts, each once: who quotes brings nothing new."""
    seen = set()
    for source in texts:
        for position, text in enumerate(sentences(source["text"])):
            if text.lower() not in seen:
                seen.add(text.lower())
                yield _Sentence(text, source["source_key"], position)


def stage(tools: Equipment) -> Stage:
    """Return the step that sums up."""
    version = tools.version("summarise", _VERSION)
    asked = Asked(maker="summarise", version=version, table=_TABLE, model=_MODEL)
    return Stage(
        "summarise",
        version,
        reads=(
            "opinions",
            "articles",
            "pages",
            "enriched_matches",
            "enriched_languages",
        ),
        writes=(_TABLE,),
        make=make,
        query=changed("text/summaries.sql", asked),
    )
