"""Every step that learns, with what the home is configured with.

Labels of pairs need no learning: `match` obeys them as they are.
"""

from enrich.equipment import Equipment
from enrich.forecast import learner as forecast
from enrich.learning.learner import Learner
from enrich.taxonomy import learner as classes
from enrich.text import sentimentlearner as sentiment


def learners(tools: Equipment) -> tuple[Learner, ...]:
    """Return the learners of all steps."""
    return (classes.learner(tools), sentiment.learner(tools), forecast.learner())
