"""Who decides, and the words in which people say why."""

import os
import pwd
from typing import Any

import click

from ledger.approvals import RULE

_LONGEST_NAME, LONGEST_REASON = 100, 500


class Words(click.ParamType[str]):
    """Words on one line, no longer than needed."""

    name = "text"

    def __init__(self, longest: int) -> None:
        """Make the type for words of at most so many letters."""
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


class Name(Words):
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


def user() -> str:
    """Return the name of the system's user, or the number of one without a name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"


AS = click.option(
    "--as",
    "actor",
    type=Name(_LONGEST_NAME),
    default=user,
    metavar="NAME",
    help="Who decides.  [default: the system's user]",
)
