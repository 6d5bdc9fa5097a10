"""What every command shares: the home, its settings, its log, its answer."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import msgspec
import structlog

from crawler.errors import CrawlError
from frontier.errors import FrontierError
from jobs.errors import JobsError
from jobs.home import find_home, name_home, open_home
from jobs.logs import set_up_logs
from jobs.privacy.unfinished import erasing_waits
from jobs.settings import Settings, all_settings, home_from_environment, read_settings
from lake.errors import LakeError
from lake.unfinished import forgetting_waits
from ledger.errors import LedgerError

log = structlog.get_logger()

DEFAULT_HOME = "./harvest"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the program."""

    home: Path
    settings: Settings
    json: bool
    run_id: str

    def answer(self, facts: Any, text: str) -> None:
        """Print `text` for people, or `facts` as the last line for programs."""
        if self.json:
            print(json.dumps(facts, default=_plain), flush=True)
        else:
            print(text, flush=True)

    def say(self, text: str) -> None:
        """Print a line on the way to the answer, where it disturbs no program."""
        print(text, file=sys.stderr if self.json else sys.stdout, flush=True)


def with_call(
    *, makes_home: bool = False, needs_home: bool = True
) -> Callable[[Any], Any]:
    """Give a command --home and --json, and the Call made of them."""
    found = open_home if makes_home else find_home if needs_home else name_home

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--home",
            type=click.Path(path_type=Path, file_okay=False),
            default=lambda: Path(home_from_environment() or DEFAULT_HOME),
            metavar="DIR",
            help=f"The home folder.  [default: HARVESTMAN_HOME, or {DEFAULT_HOME}]",
        )
        @click.option(
            "--json", "as_json", is_flag=True, help="Answer with one JSON object."
        )
        @wraps(function)
        def called(*args: Any, home: Path, as_json: bool, **named: Any) -> Any:
            place = found(home)
            call = make_call(place, as_json=as_json)
            if forgetting_waits(place):
                _forget_the_rest(call)
            end_erasing(call)
            return function(call, *args, **named)

        return called

    return decorate


def make_call(home: Path, *, as_json: bool) -> Call:
    """Return the call for `home`, with logging set up for it."""
    settings = read_settings(home)
    run_id = uuid4().hex[:12]
    log_to(settings, run_id)
    return Call(home, settings, as_json, run_id)


def _forget_the_rest(call: Call) -> None:
    """Go on with what a command that died was to forget, before anything reads it."""
    from jobs.forget import finish

    try:
        finish(call.home, call.settings)
    except (CrawlError, FrontierError, LakeError, LedgerError) as error:
        # A crawl that runs has what was to be forgotten out of its reach already.
        log.warning("forgetting_waits", reason=str(error))


def end_erasing(call: Call) -> None:
    """Go on with what a command that died, or a restored backup, left of people."""
    if not erasing_waits(call.home):
        return
    from jobs.privacy.erasing import finish

    try:
        finish(call.home, call.settings)
    except (CrawlError, JobsError, LakeError, LedgerError) as error:
        log.warning("erasing_waits", reason=str(error))


def log_to(settings: Settings, run_id: str) -> None:
    """Set up the log of this process; also called first in processes it starts."""
    log = settings.log
    # On a terminal the bars say how it goes; lines of ordinary news would tear them.
    if sys.stderr.isatty() and log.level == "info":
        log = msgspec.structs.replace(log, level="warning")
    set_up_logs(log, run_id, secrets_of(settings))


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return the values that must never be shown."""
    found = (
        getattr(getattr(settings, setting.section), setting.name)
        for setting in all_settings()
        if setting.secret
    )
    lists = (value if isinstance(value, tuple) else (value,) for value in found)
    return tuple(value for values in lists for value in values if value)


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value, enc_hook=str)
