"""What the program says, and the code it leaves with, when something goes wrong."""

import errno

import click

from connect.errors import ConnectError
from crawler.errors import CrawlError
from enrich.errors import EnrichError
from extract.errors import ExtractError
from frontier.errors import FrontierError
from jobs.errors import BadSetting, JobsError
from lake.damage import damage
from lake.errors import LakeError
from ledger.errors import LedgerError
from storefront.errors import ShopError

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130

_FAMILIES = (
    ConnectError,
    CrawlError,
    EnrichError,
    ExtractError,
    FrontierError,
    JobsError,
    LakeError,
    LedgerError,
    ShopError,
)


def exit_code(error: BaseException) -> int | None:
    """Return the code for `error`; None for a fault of the program itself."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, click.UsageError | BadSetting):
        return WRONG_USE
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        return 0  # whoever read our output has seen enough
    if isinstance(error, (click.ClickException | OSError, _FAMILIES)):
        return FAILED
    return FAILED if damage(error) else None


def sentence(error: BaseException) -> str:
    """Return the one line that says what went wrong and what to do."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "interrupted; what was done is kept, the same command goes on from there"
    if isinstance(error, click.exceptions.Exit | BrokenPipeError):
        return ""
    if isinstance(error, click.UsageError):
        said = _one_line(error.format_message())
        stop = "" if said.endswith((".", "?", "!")) else "."
        return f"{said}{stop} {_see_help(error)}"
    if isinstance(error, click.ClickException):
        return _one_line(error.format_message())
    if isinstance(error, OSError):
        return _one_line(_system(error))
    return _one_line(damage(error) or str(error))


def _see_help(error: click.UsageError) -> str:
    called = error.ctx.command_path if error.ctx else "harvestman"
    return f"See {called} --help"


def _system(error: OSError) -> str:
    place = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"the disk is full{place}; make room and call again, nothing is lost"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{error.strerror}{place}; give this user the right to write there"
    return f"{error.strerror or error}{place}"


def _one_line(text: str) -> str:
    from jobs.cli.table import plain  # what draws tables is loaded where they are drawn

    # The mark under a place in SQL means nothing within a line. Errors name what pages
    # said, which is not to steer a terminal.
    return plain(" ".join(word for word in text.split() if word.strip("^")))
