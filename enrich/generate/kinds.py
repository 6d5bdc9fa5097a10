"""The kinds of products that are made, each by a stage of its name; and what is told of them.

Texts and videos are made of what passed the gate, so they come after it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from enrich.generate.comparison import COMPARISON
from enrich.generate.directory import DIRECTORY
from enrich.generate.ebook import EBOOKS
from enrich.generate.guide import GUIDES
from enrich.generate.markets import MARKETS
from enrich.generate.short.texts import SHORT_TEXTS
from enrich.generate.video.videos import VIDEOS
from enrich.generate.watch import WATCHES
from lake.stages import Stage

if TYPE_CHECKING:
    import pyarrow as pa

_STAGES = (GUIDES, COMPARISON, DIRECTORY, WATCHES, MARKETS, EBOOKS)
KINDS: Mapping[str, Stage] = {stage.name: stage for stage in _STAGES}
TOLD: Mapping[str, Stage] = {stage.name: stage for stage in (SHORT_TEXTS, VIDEOS)}


def published_by(publisher: str) -> tuple[Stage, ...]:
    """Return the stages of all kinds, whose works come out in the name of `publisher`."""
    return tuple(_named(stage, publisher) for stage in _STAGES)


def _named(stage: Stage, publisher: str) -> Stage:
    make: Callable[..., Mapping[str, pa.Table]] = stage.make
    return replace(stage, make=partial(make, publisher=publisher))
