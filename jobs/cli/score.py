"""`harvestman score`: score every product, or say why one has its score."""

import click

from jobs.business import business
from jobs.cli.call import Call, with_call
from jobs.cli.progress import progress
from jobs.cli.stages import words
from jobs.cli.table import print_table
from jobs.errors import NoSuchScore
from jobs.pipeline import STAGES, run_one
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
@with_call()
def score(call: Call, explain: str | None) -> None:
    """Score every product, with reasons."""
    if explain:
        _explain(call, explain)
        return
    stage = next(stage for stage in STAGES if stage.name == "score")
    with (
        business(call.home, call.settings) as open_,
        progress() as shown,
        shown.step("score") as report,
    ):
        done = run_one(open_, stage, report)
    call.answer({"steps": [done]}, words(done))


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
