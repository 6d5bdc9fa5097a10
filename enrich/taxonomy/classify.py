"""Where each listing stands in the taxonomy: told where sure enough, else candidates.

Where labels were learned of, a model tells (linear.py); else names that are near
(nearest.py). With neither labels nor a taxonomy nothing is classed,
and what was is taken back.
"""

from collections.abc import Mapping
from functools import lru_cache, partial

import pyarrow as pa

from enrich.equipment import Equipment, Learned
from enrich.learning.store import read
from enrich.queries import Asked, changed, outdated
from enrich.rows import entities
from enrich.takenback import Make, taking_back
from enrich.taxonomy.candidates import Candidates, learned, nearest, rows
from enrich.taxonomy.linear import Model
from enrich.taxonomy.tree import Taxonomy, load
from lake.schema.enriched import CLASSES
from lake.stages import Stage

VERSION = 1
LISTINGS = "taxonomy/listings.sql"
_CLASSED = "taxonomy/unclassed.sql"
# What stands for a model where nothing is known, and a version before all others.
_NOTHING, _UNCLASSED = "nothing known", 999
_TABLE = "enriched_classes"


def make(batch: pa.RecordBatch, tools: Equipment, model: str) -> Mapping[str, pa.Table]:
    """Return where each listing of `batch` stands."""
    titles, categories = batch.column("title"), batch.column("category")
    taxonomy = taxonomy_of(tools)
    released = tools.model("classify", VERSION)
    if released is not None:
        taught = _model(released)
        found = learned(taught, titles, categories)
        names = named(taught, taxonomy)
    else:
        found = nearest(taxonomy, titles, categories)
        names = [(key, taxonomy.path(k)) for k, key in enumerate(taxonomy.ids)]
    return {_TABLE: entities(_TABLE, batch, model, _columns(found, names))}


def _columns(found: Candidates, names: list[tuple[str, str]]) -> dict[str, pa.Array]:
    first = [
        names[places[0]] if told else (None, None)
        for places, told in zip(found.places, found.told, strict=True)
    ]
    return {
        "class_id": pa.array([one[0] for one in first], pa.string()),
        "path": pa.array([one[1] for one in first], pa.string()),
        "outputs": pa.array(list(rows(found, names)), CLASSES),
        "confidence": pa.array(found.sure, pa.float64()),
    }


def named(model: Model, taxonomy: Taxonomy) -> list[tuple[str, str]]:
    """Return number and path of what the labels name; one's own names stay as they are."""
    places = taxonomy.places()
    return [
        (taxonomy.ids[places[label]], taxonomy.path(places[label]))
        if label in places
        else (label, label)
        for label in map(str, model.classes)
    ]


def taxonomy_of(tools: Equipment) -> Taxonomy:
    """Return the taxonomy that is set, or an empty one."""
    named = tools.settings.taxonomy
    return load(named, tools.home) if named else Taxonomy((), (), "")


@lru_cache(maxsize=2)
def _model(released: Learned) -> Model:
    return Model.of(read(released))


def forget(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return for each listing of `batch` that its class is not known."""
    return {_TABLE: entities(_TABLE, batch, _NOTHING, {})}


def stage(tools: Equipment) -> Stage:
    """Return the step that classes listings."""
    released = tools.model("classify", VERSION)
    taxonomy = taxonomy_of(tools).name
    if not released and not taxonomy:
        # Its version has a cursor of its own: what comes now has still to be classed.
        return _stage(_UNCLASSED, _NOTHING, _CLASSED, forget)
    how = f"labels {released.digest[:12]}" if released else "nearest names"
    model = f"{how}, {taxonomy}" if taxonomy else how
    told = partial(make, tools=tools, model=model)
    by = partial(taking_back, make=told, name=_TABLE)
    return _stage(tools.version("classify", VERSION), model, LISTINGS, by)


def _stage(version: int, model: str, listings: str, by: Make) -> Stage:
    asked = Asked(
        maker="classify",
        version=version,
        table=_TABLE,
        model=model,
        takes_back=listings == LISTINGS,
    )
    return Stage(
        "classify",
        version,
        reads=("products",),
        writes=(_TABLE,),
        make=by,
        query=changed(listings, asked),
        outdated=outdated(asked),
    )
