"""The steps of enriching, in the order in which one reads what another wrote."""

from enrich.equipment import Equipment
from enrich.forecast import forecast
from enrich.matching import blocks, match, pairs, related
from enrich.taxonomy import classify
from enrich.text import embedding, entity, keyphrase, language, sentiment, summarise
from lake.stages import Stage


def steps(tools: Equipment) -> tuple[Stage, ...]:
    """Return every step, with what `tools` it is to use."""
    return (
        language.stage(tools),
        sentiment.stage(tools),
        classify.stage(tools),
        embedding.stage(tools),
        entity.stage(tools),
        keyphrase.stage(tools),
        blocks.stage(tools),
        pairs.stage(tools),
        match.stage(tools),
        related.stage(tools),
        summarise.stage(tools),
        forecast.stage(tools),
    )
