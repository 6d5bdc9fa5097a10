"""`harvestman products approve|refuse|withdraw`: what a person decides."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import click

from jobs.approving import waits
from jobs.business import Business, business
from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.person import AS, LONGEST_REASON, Words
from jobs.deciding import to_approve, to_refuse, to_withdraw
from jobs.editions import Edition, editions
from jobs.pipeline import run_decided
from ledger.approvals import Decision, Verdict, decide

_EFFECTS = {
    "approved": "harvestman publish puts it on sale",
    "refused": "an edition to come waits for a person",
    "withdrawn": "harvestman publish takes it out of the shop",
}


_WHY = click.option(
    "--reason",
    type=Words(LONGEST_REASON),
    required=True,
    help="Why, for whoever reads it later.",
)


@click.command(
    epilog="""\b
Examples:
  harvestman products approve ab12cd34 ef56ab78
  harvestman products approve --all-checked --reason "read all of them" """
)
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option("--all-checked", is_flag=True, help="All that wait for approval.")
@click.option(
    "--reason",
    type=Words(LONGEST_REASON),
    default="read and found good",
    help="Why, for whoever reads it later.",
)
@AS
@with_call()
def approve(
    call: Call, keys: tuple[str, ...], all_checked: bool, reason: str, actor: str
) -> None:
    """Let the newest editions of products be sold that passed the gate."""
    if bool(keys) == all_checked:
        raise click.UsageError("name products by their KEY, or say --all-checked.")

    def chosen(found: Sequence[Edition]) -> list[Edition]:
        if all_checked:
            return [one for one in found if waits(one)]
        return [to_approve(found, key) for key in dict.fromkeys(keys)]

    _decide(call, chosen, ("approved", actor, reason))


@click.command(
    epilog="""\b
Examples:
  harvestman products refuse ab12cd34 --reason "says too little" """
)
@click.argument("key", metavar="KEY")
@_WHY
@AS
@with_call()
def refuse(call: Call, key: str, reason: str, actor: str) -> None:
    """Keep the newest edition of a product from being sold.

    An older edition that is on sale stays so. The rule approves nothing more of the
    product until a person does.
    """
    _decide(call, lambda found: [to_refuse(found, key)], ("refused", actor, reason))


@click.command(
    epilog="""\b
Examples:
  harvestman products withdraw ab12cd34 --reason "a source asked us to" """
)
@click.argument("key", metavar="KEY")
@_WHY
@AS
@with_call()
def withdraw(call: Call, key: str, reason: str, actor: str) -> None:
    """Take a product off sale, in all editions that there are.

    The rule approves nothing more of the product until a person does.
    """
    _decide(call, lambda found: to_withdraw(found, key), ("withdrawn", actor, reason))


def _decide(
    call: Call,
    chosen: Callable[[Sequence[Edition]], list[Edition]],
    how: tuple[Verdict, str, str],
) -> None:
    """Write down the decision on all that is `chosen`, or on none of it."""
    verdict, actor, reason = how
    with business(call.home, call.settings) as open_:
        named = chosen(editions(open_))
        decisions = [
            Decision(one.generated_key, one.digest, verdict, actor, reason)
            for one in named
        ]
        _write(open_, list(dict.fromkeys(decisions)))
    if not named:
        call.answer({"decided": []}, "Nothing waits for approval.")
        return
    told = [
        {"generated_key": one.generated_key, "digest": one.digest, "title": one.title}
        for one in named
    ]
    names = "\n".join(
        f"{verdict}: {name}" for name in dict.fromkeys(one.name for one in named)
    )
    text = f"{names}\n{counted(len(named), 'edition')} {verdict}; {_EFFECTS[verdict]}"
    call.answer({"verdict": verdict, "actor": actor, "decided": told}, text)


def _write(open_: Business, decisions: Sequence[Decision]) -> None:
    if not decisions:
        return
    now = datetime.now(UTC)
    with open_.ledger.write() as connection:
        for decision in decisions:
            decide(connection, decision, now)
    run_decided(open_)
