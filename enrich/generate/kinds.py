"""The kinds of products that are made, each by a stage of its name; and what is told of them.

Texts and videos are made of what passed the gate, so they come after it.
"""

from collections.abc import Mapping

from enrich.generate.comparison import COMPARISON
from enrich.generate.directory import DIRECTORY
from enrich.generate.ebook import EBOOKS
from enrich.generate.guide import GUIDES
from enrich.generate.markets import MARKETS
from enrich.generate.short.texts import SHORT_TEXTS
from enrich.generate.video.videos import VIDEOS
from enrich.generate.watch import WATCHES
from lake.stages import Stage

_STAGES = (GUIDES, COMPARISON, DIRECTORY, WATCHES, MARKETS, EBOOKS)
KINDS: Mapping[str, Stage] = {stage.name: stage for stage in _STAGES}
TOLD: Mapping[str, Stage] = {stage.name: stage for stage in (SHORT_TEXTS, VIDEOS)}
