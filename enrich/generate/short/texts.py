"""Short texts: what a shop, its ads and its mails say of each product, with the facts.

The query gives one input for each product that the shop may sell and that has a price of
today, and one for each generated product on offer. Its key covers what the texts tell, so
one product more costs one product. All texts of one entity are made together: those of
its newest input count, and one that vanished is taken back.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
import pyarrow as pa
import structlog

from enrich.generate.gate.evidence import Fault
from enrich.generate.letters import is_name
from enrich.generate.short import product, works
from enrich.generate.short.checked import evidence, faults
from enrich.generate.short.found import Product
from enrich.generate.short.foundworks import Edition
from enrich.generate.short.script import FEWEST, seconds
from enrich.generate.work import Text
from enrich.queries import Asked, changed
from enrich.rows import table
from enrich.takenback import taking_back
from lake.stages import Stage

log = structlog.get_logger()

_VERSION = 2
_TABLE = "short_texts"
_RULES = "templates 1"
_VIDEO = "video_"


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the texts of all that `batch` tells of, but those with faults."""
    rows, wrong = list[dict[str, Any]](), list[Fault]()
    for given in batch.to_pylist():
        told = _told(given)
        if told is None:
            continue
        found = _found(told)
        sources = told.sources if isinstance(told, Product) else []
        words = {source.key: source.text for source in sources}
        known = evidence(told.rows, told.names, words)
        failed = list(faults(found, known))
        wrong += failed
        kept = _without(found, {fault.chapter for fault in failed})
        rows += _rows(told, given, kept)
    _say(wrong)
    return {_TABLE: table(_TABLE, rows)}


def _told(given: Mapping[str, Any]) -> Product | Edition | None:
    """Return what `given` tells of, if it has a name."""
    key = {"entity_key": given["entity_key"]}
    told: Product | Edition
    if given["kind"] == "product":
        told = msgspec.convert({**given["product"], **key}, Product)
    else:
        told = msgspec.convert({**given["edition"], **key}, Edition)
    return told if is_name(told.name) else None


def _found(told: Product | Edition) -> dict[str, Text]:
    return product.texts(told) if isinstance(told, Product) else works.texts(told)


def _without(texts: Mapping[str, Text], slots: set[str]) -> dict[str, Text]:
    """Return `texts` but those in `slots`; a script without its parts is none."""
    kept = {slot: text for slot, text in texts.items() if slot not in slots}
    points = sum(slot.startswith(f"{_VIDEO}point") for slot in kept)
    whole = {"video_hook", "video_close"} <= kept.keys() and points >= FEWEST
    if whole:
        return kept
    return {slot: text for slot, text in kept.items() if not slot.startswith(_VIDEO)}


def _rows(
    told: Product | Edition, given: Mapping[str, Any], texts: Mapping[str, Text]
) -> Iterator[dict[str, Any]]:
    for slot, text in texts.items():
        yield {
            "entity_key": told.entity_key,
            "kind": given["kind"],
            "slot": slot,
            "text": text.text,
            "seconds": seconds(text.text) if slot.startswith(_VIDEO) else None,
            "facts": msgspec.to_builtins(text.facts),
            "source_keys": told.source_keys,
            "model": _RULES,
            "input_key": given["input_key"],
        }


def _say(wrong: Sequence[Fault]) -> None:
    """Log what was not written: once a rule and slot, with how often and an example."""
    times = Counter((fault.rule, fault.chapter) for fault in wrong)
    examples = {(fault.rule, fault.chapter): fault for fault in wrong}
    for (rule, slot), many in sorted(times.items()):
        one = examples[rule, slot]
        log.warning(
            "short_texts.left_out",
            rule=rule,
            slot=slot,
            times=many,
            said=one.said,
            why=one.why,
        )


_ASKED = Asked(
    maker="short_texts", version=_VERSION, table=_TABLE, model=_RULES, takes_back=True
)
SHORT_TEXTS = Stage(
    "short_texts",
    _VERSION,
    reads=(
        *("offers_latest", "pages", "products", "opinions", "enriched_matches"),
        *("enriched_sentiments", "enriched_languages", "scores", "generated"),
        "programmes",
    ),
    writes=(_TABLE,),
    make=partial(taking_back, make=make, name=_TABLE),
    query=changed("generate/short/texts.sql", _ASKED),
)
