"""`harvestman products approve|refuse|withdraw`: what a person decides."""

import os
import pwd
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from jobs.approving import waits
from jobs.business import Business, business
from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.deciding import to_approve, to_refuse, to_withdraw
from jobs.editions import Edition, editions
from jobs.pipeline import run_decided
from ledger.approvals import RULE, Decision, Verdict, decide

_LONGEST_NAME, _LONGEST_REASON = 100, 500
_EFFECTS = {
    "approved": "harvestman publish puts it on sale",
    "refused": "an edition to come waits for a person",
    "withdrawn": "harvestman publish takes it out of the shop",
}


class _Words(click.ParamType[str]):
    """Words on one line, no longer than needed."""

    name = "text"

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the words."""
        text = str(value).strip()
        if not text or not text.isprintable() or len(text) > self._longest:
            self.fail(
                f"{text[:40]!r} should be words on one line, {self._longest} letters at"
                " most.",
                param,
                ctx,
            )
        return text


class _Name(_Words):
    """Who decides; the rule's own name is nobody's."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the name."""
        text = super().convert(value, param, ctx)
        if text == RULE:
            self.fail(
                f"{RULE!r} is what the rule is called; say your name.", param, ctx
            )
        return text


def _user() -> str:
    """Return the name of the system's user, or the number of one without a name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"


_AS = click.option(
    "--as",
    "actor",
    type=_Name(_LONGEST_NAME),
    default=_user,
    metavar="NAME",
    help="Who decides.  [default: the system's user]",
)
_WHY = click.option(
    "--reason",
    type=_Words(_LONGEST_REASON),
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
    type=_Words(_LONGEST_REASON),
    default="read and found good",
    help="Why, for whoever reads it later.",
)
@_AS
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
@_AS
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
@_AS
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
