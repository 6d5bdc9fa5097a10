"""`harvestman score`: score every product, or say why one has its score."""

import click

from enrich.scoring.score import SCORE
from jobs.cli.call import Call, with_call
from jobs.cli.stages import run_stages
from jobs.cli.table import print_table
from jobs.errors import NoSuchScore
from lake.ask import ask

# A product is named by its sku in the shop or by its group in the lake.
_ONE = """
SELECT scores.entity_key AS key, scores.score, scores.reasons, catalogue.title
FROM scores LEFT JOIN catalogue ON catalogue.group_key = scores.entity_key
WHERE scores.entity_key = $key OR catalogue.sku = $key
ORDER BY scores.ingested_at DESC, catalogue.ingested_at DESC LIMIT 1
"""


@click.command(
    epilog="\b\nExamples:\n  harvestman score\n  harvestman score --explain HV-A26N40X"
)
@click.option(
    "--explain", metavar="KEY", help="Say why this sku or group is so scored."
)
@click.option(
    "--sample", type=click.IntRange(1), metavar="N", help="Score no more than N."
)
@with_call()
def score(call: Call, explain: str | None, sample: int | None) -> None:
    """Score every product, with reasons."""
    if explain:
        _explain(call, explain)
        return
    run_stages(call, lambda open_: (SCORE,), sample=sample or 0)


def _explain(call: Call, key: str) -> None:
    rows = ask(call.home, _ONE, {"key": key}, call.settings.lake).to_pylist()
    if not rows:
        raise NoSuchScore(
            f"nothing is scored under {key!r}; give a sku as it stands in the shop's"
            " addresses, or an entity_key of the lake's table scores"
        )
    found = rows[0]
    if call.json:
        call.answer(found, "")
        return
    print(found["title"] or found["key"])
    reasons = [
        (f"{reason['points']:+.1f}", reason["text"]) for reason in found["reasons"]
    ]
    total = (f"{found['score']:.1f}", "of 100")
    print_table(("points", "why"), [*reasons, total], frozenset({"points"}))
