"""The kinds of products that are made, each with its stage."""

from collections.abc import Mapping

from enrich.generate.comparison import GENERATE
from enrich.generate.guide import GUIDES
from lake.stages import Stage

KINDS: Mapping[str, Stage] = {"buying_guide": GUIDES, "comparison": GENERATE}
