"""What the commands of one campaign's frontier share: --campaign, and hosts as given."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from frontier.errors import BadUrl
from frontier.urls import host
from jobs.cli.call import Call, with_call
from jobs.frontiers import campaign_of


@dataclass(frozen=True, slots=True)
class Place:
    """A call of the program, and the campaign that it is about."""

    call: Call
    campaign: str


def with_place(
    place: Callable[[Call, str | None], object],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command --campaign beside --home and --json, and what `place` makes of it."""

    def placed(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--campaign",
            metavar="NAME",
            help="Which campaign; can be left out where the home has only one.",
        )
        @with_call()
        @wraps(function)
        def called(call: Call, *args: Any, campaign: str | None, **named: Any) -> Any:
            return function(place(call, campaign), *args, **named)

        return called

    return placed


@with_place
def with_campaign(call: Call, campaign: str | None) -> Place:
    """Return the campaign's Place, for a command of its frontier."""
    return Place(call, campaign_of(call.home, campaign))


class HostName(click.ParamType[str]):
    """A host name; a URL stands for its host."""

    name = "host"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the host name in `value`, as the frontier writes it."""
        text = str(value).strip()
        try:
            return host(text if "//" in text else f"http://{text}/")
        except BadUrl:
            self.fail(f"{value!r} is no host name: write shop.example.", param, ctx)
