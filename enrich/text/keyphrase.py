"""What texts are about, in their own words: their weightiest phrases.

With an encoder that reads texts as a whole, the likeliest phrases of longer texts are
weighed once more: by how near they lie to their text. A static one tells less of that
than the rules do, and is not asked.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec
import pyarrow as pa

from enrich.equipment import Equipment
from enrich.models.encoder import Chosen, Encoder
from enrich.queries import Asked, changed, outdated
from enrich.rows import entities
from enrich.takenback import taking_back
from enrich.text.phrases import Phrase, phrases
from lake.schema.enriched import PHRASES
from lake.stages import Stage

MOST = 10
_VERSION = 1
_TABLE = "enriched_keyphrases"
_RULES = "phrases 1"
# How many an encoder looks at: one that comes later in the rules' order is hardly best.
_LOOKED_AT = 24
# Encoders read the beginning of a text alone.
_READ_CHARS = 2000
# Shorter ones have few phrases to choose from, and are most of what shops write.
_LONG_CHARS = 600


class Ranker(msgspec.Struct, frozen=True):
    """What weighs phrases, known before it is loaded; workers load it by this."""

    chosen: Chosen | None = None

    @property
    def name(self) -> str:
        """What it is called in the rows it makes."""
        return f"{_RULES}, {self.chosen.name}" if self.chosen else _RULES

    def ranked(
        self, texts: Sequence[str], languages: Sequence[str | None]
    ) -> list[list[Phrase]]:
        """Return the phrases of each text, strongest first."""
        pairs = zip(texts, languages, strict=True)
        if self.chosen is None:
            return [phrases(text, language, MOST) for text, language in pairs]
        found = [phrases(text, language, _LOOKED_AT) for text, language in pairs]
        return nearest(self.chosen.load(), texts, found)


def make(ranker: Ranker, batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the phrases of each text of `batch`."""
    texts, languages = (batch.column(name).to_pylist() for name in ("text", "language"))
    found = ranker.ranked(texts, languages)
    own = {
        "phrases": pa.array([[one.text for one in some] for some in found]),
        "outputs": pa.array([_outputs(some) for some in found], PHRASES),
    }
    return {_TABLE: entities(_TABLE, batch, ranker.name, own)}


def stage(tools: Equipment) -> Stage:
    """Return the step that finds phrases."""
    chosen = Chosen(tools.settings, tools.home)
    ranker = Ranker(chosen if chosen.reads_whole else None)
    version = tools.version("keyphrases", _VERSION)
    asked = Asked(
        maker="keyphrases",
        version=version,
        table=_TABLE,
        model=ranker.name,
        takes_back=True,
    )
    return Stage(
        "keyphrases",
        version,
        reads=("products", "articles", "enriched_languages"),
        writes=(_TABLE,),
        make=partial(taking_back, make=partial(make, ranker), name=_TABLE),
        query=changed("text/keyphrases.sql", asked),
        outdated=outdated(asked),
    )


def nearest(
    encoder: Encoder, texts: Sequence[str], found: Sequence[Sequence[Phrase]]
) -> list[list[Phrase]]:
    """Return the phrases of each text, of a long one those that lie nearest to it."""
    long = [at for at, text in enumerate(texts) if len(text) >= _LONG_CHARS]
    wholes = encoder.encode([texts[at][:_READ_CHARS] for at in long])
    distinct = list(dict.fromkeys(one.text for at in long for one in found[at]))
    vectors = dict(zip(distinct, encoder.encode(distinct), strict=True))
    ranked = [list(some) for some in found]
    for at, whole in zip(long, wholes, strict=True):
        near = [max(float(vectors[one.text] @ whole), 0) for one in found[at]]
        weighed = (
            one._replace(weight=one.weight * share)
            for one, share in zip(found[at], near, strict=True)
        )
        ranked[at] = sorted(weighed, key=lambda one: (-one.weight, one.text))
    return [some[:MOST] for some in ranked]


def _outputs(some: Sequence[Phrase]) -> list[dict[str, object]]:
    """Return phrases with their weights as shares of the strongest one's."""
    most = max((one.weight for one in some), default=0) or 1
    return [
        {"text": one.text, "share": round(one.weight / most, 4), "times": one.times}
        for one in some
    ]
