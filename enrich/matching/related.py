"""What goes well beside a group: others with rare words, category or brand in common.

Groups that may be the same product are left out. A group's row is made anew when its
neighbours, or why they are, have changed; only what shares a key with a group that
changed is looked at. A group without any, or that is none any more, has an empty row.
"""

from collections.abc import Mapping

import pyarrow as pa

from enrich.equipment import Equipment
from enrich.queries import Asked, changed
from enrich.rows import entities
from lake.stages import Stage

_VERSION = 2
# A key that more groups have says little of each.
_OFTEN = 100
_MODEL = "rare keys in common"
_TABLE = "enriched_related"


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the neighbours of each group of `batch`."""
    own = {"outputs": batch.column("outputs")}
    return {_TABLE: entities(_TABLE, batch, _MODEL, own)}


def stage(tools: Equipment) -> Stage:
    """Return the step that finds what goes beside each group."""
    version = tools.version("related", _VERSION)
    asked = Asked(maker="related", version=version, table=_TABLE, model=_MODEL)
    return Stage(
        "related",
        version,
        reads=("enriched_matches", "enriched_blocks", "enriched_pairs"),
        writes=(_TABLE,),
        make=make,
        query=changed("matching/related.sql", asked).replace(":often", str(_OFTEN)),
    )
