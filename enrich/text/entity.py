"""Who and what texts name: by a pipeline of spaCy where one is set, else by rules.

A pipeline reads the texts of its own language; the rules read the others. Names of
persons are left out unless the owner wants them kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import msgspec
import pyarrow as pa

from enrich.equipment import Equipment
from enrich.models import pipeline
from enrich.models.pipeline import Pipeline
from enrich.queries import Asked, around, changed, outdated
from enrich.rows import entities
from enrich.takenback import taking_back
from enrich.text.entityrules import named
from enrich.text.spans import Span
from lake.schema.enriched import SPANS
from lake.stages import Stage

_VERSION = 1
_TABLE = "enriched_entities"
_RULES = "rules 1"
_PERSONS = frozenset({"PERSON", "PER"})
# They count things and name none.
_NUMBERS = frozenset({"CARDINAL", "ORDINAL"})
# A pipeline of this language reads all.
_ANY = "xx"
_TEXTS = 128


class Finder(msgspec.Struct, frozen=True):
    """What finds names, known before it is loaded; workers load it by this."""

    pipeline: Pipeline | None = None
    keeps_persons: bool = False

    @property
    def name(self) -> str:
        """What it is called in the rows it makes."""
        whole = f"{self.pipeline.name}, {_RULES}" if self.pipeline else _RULES
        return f"{whole}, with persons" if self.keeps_persons else whole

    def reads(self, language: str | None) -> bool:
        """Return whether the pipeline reads texts of `language`."""
        if self.pipeline is None:
            return False
        return self.pipeline.language in (_ANY, (language or "").partition("-")[0])

    def piped(self, texts: Sequence[str]) -> Iterator[list[Span]]:
        """Yield what the pipeline finds in each of `texts`."""
        if self.pipeline is None or not texts:
            return
        unwanted = _NUMBERS if self.keeps_persons else _NUMBERS | _PERSONS
        for doc in self.pipeline.load().pipe(texts, batch_size=_TEXTS):
            yield [
                Span(one.text, one.label_, one.start_char, one.end_char)
                for one in doc.ents
                if one.label_ not in unwanted and not _is_address(one.text)
            ]


def make(finder: Finder, batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return what each text of `batch` names."""
    texts, languages, names = (
        batch.column(name).to_pylist() for name in ("text", "language", "names")
    )
    read = [at for at, language in enumerate(languages) if finder.reads(language)]
    spans = dict(zip(read, finder.piped([texts[at] for at in read]), strict=True))
    found = [
        spans[at] if at in spans else named(texts[at], names[at] or (), languages[at])
        for at in range(len(texts))
    ]
    outputs = pa.array([[one._asdict() for one in some] for some in found], SPANS)
    return {_TABLE: entities(_TABLE, batch, finder.name, {"outputs": outputs})}


def stage(tools: Equipment) -> Stage:
    """Return the step that finds names."""
    chosen = pipeline.chosen(tools.settings.pipeline, tools.home)
    finder = Finder(chosen, tools.settings.keep_persons)
    version = tools.version("entities", _VERSION)
    asked = Asked(
        maker="entities",
        version=version,
        table=_TABLE,
        model=finder.name,
        takes_back=True,
    )
    return Stage(
        "entities",
        version,
        reads=("products", "opinions", "articles", "enriched_languages"),
        writes=(_TABLE,),
        make=partial(taking_back, make=partial(make, finder), name=_TABLE),
        query=around("text/known.sql", changed("text/entities.sql", asked)),
        outdated=outdated(asked),
    )


def _is_address(text: str) -> bool:
    return "@" in text or "://" in text or text.startswith("www.")
