"""`harvestman products`: generated products, the states they are in, and who decides."""

from collections.abc import Sequence
from pathlib import Path

import click

from jobs.business import business
from jobs.cli.call import Call, with_call
from jobs.cli.products_decide import approve, refuse, withdraw
from jobs.cli.products_price import price
from jobs.cli.products_show import show
from jobs.cli.table import plain, print_table
from jobs.deciding import ON_SALE, short_key
from jobs.editions import Edition, editions

_STATES = ("draft", "checked", "approved", "offered")
# What an edition is in for good, also when there are newer ones.
_ENDS = ("refused", "refreshed", "withdrawn")
_NAMES = ("kind", "title", "as of", "state", "quality", "key")


@click.group(
    epilog="""\b
Examples:
  harvestman products list --status checked
  harvestman products show ab12cd34
  harvestman products approve --all-checked
  harvestman products withdraw ab12cd34 --reason "a source asked us to"
  harvestman products price ab12cd34 4.90"""
)
def products() -> None:
    """See generated products, and decide which of them are sold.

    A KEY may be cut as long as one product alone begins so. What a rule approves by
    itself stands in the settings under [generate].
    """


@click.command(
    "list",
    epilog="""\b
Examples:
  harvestman products list
  harvestman products list --status checked --kind buying_guide
  harvestman products list --json""",
)
@click.option(
    "--status",
    type=click.Choice([*_STATES, *_ENDS]),
    help="Those in this state alone.",
)
@click.option("--kind", help="Those of this kind alone.")
@with_call()
def list_(call: Call, status: str | None, kind: str | None) -> None:
    """List the newest edition of each product, and those on sale.

    With --status it lists all editions that ended so: refused, refreshed or withdrawn.
    """
    with business(call.home, call.settings) as open_:
        found = editions(open_)
    chosen = [
        one
        for one in found
        if _listed(one, status) and (kind is None or one.kind == kind)
    ]
    lost = [one for one in chosen if _is_lost(call.home, one)]
    if call.json:
        facts = [_facts(found, one) | {"lost": one in lost} for one in chosen]
        call.answer({"products": facts}, "")
    elif not chosen:
        print(_none(found, status, kind))
    else:
        rows = [_row(found, one) for one in chosen]
        print_table(_NAMES, rows, frozenset({"quality"}))
        for one in lost:
            said = (
                f"{one.name} is {one.state}, but not in the shop: products/{one.path} is"
                " lost. Bring it back from a backup, or withdraw the product."
            )
            print(plain(said))


for command in (list_, show, approve, refuse, withdraw, price):
    products.add_command(command)


def _listed(edition: Edition, status: str | None) -> bool:
    is_current = edition.is_newest or edition.state in ON_SALE
    if status is None:
        return is_current
    return edition.state == status and (is_current or status in _ENDS)


def _is_lost(home: Path, edition: Edition) -> bool:
    """Tell whether what may be sold has no file; publishing leaves it out."""
    file = home / "products" / (edition.path or "")
    return edition.state in ON_SALE and not file.is_file()


def _row(found: Sequence[Edition], one: Edition) -> tuple[object, ...]:
    quality = None if one.quality is None else f"{one.quality:.2f}"
    short = short_key(found, one)
    return one.kind, one.name, one.as_of, one.state, quality, short


def _facts(found: Sequence[Edition], one: Edition) -> dict[str, object]:
    return {
        "generated_key": one.generated_key,
        "key": short_key(found, one),
        "digest": one.digest,
        "kind": one.kind,
        "title": one.title,
        "as_of": one.as_of,
        "state": one.state,
        "quality": one.quality,
        "faults": len(one.faults),
        "made_at": one.made_at,
    }


def _none(found: Sequence[Edition], status: str | None, kind: str | None) -> str:
    kinds = sorted({one.kind for one in found})
    if not found:
        return "There is no generated product yet; harvestman generate makes them."
    if kind is not None and kind not in kinds:
        return f"There is no product of the kind {kind}; there are {', '.join(kinds)}."
    if status == "checked":
        return "Nothing waits for approval."
    return f"No product is {status}."
