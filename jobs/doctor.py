"""What the product needs of a machine, checked one by one, with advice."""

import platform
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import msgspec
from packaging.requirements import Requirement

from enrich.errors import EnrichError
from enrich.generate.writers.chosen import readable
from enrich.models import pipeline
from enrich.models.encoder import Chosen
from jobs.settings import Settings
from storefront.pages import ownpages

# Room for a demo with its lake, twice over.
ENOUGH_DISK_BYTES = 2_000_000_000


class State(StrEnum):
    """How one check came out."""

    GOOD = "good"
    OPTIONAL = "optional"
    BAD = "bad"


class Check(msgspec.Struct, frozen=True):
    """One thing looked at: what was found, and what to do about it."""

    name: str
    state: State
    found: str
    advice: str = ""


# Program -> what it is for and how it is got.
_PROGRAMS = {
    "chromium": "renders pages that need JavaScript: apt-get install chromium",
    "ffmpeg": "makes videos of guides: apt-get install ffmpeg",
    "espeak-ng": "speaks in these videos: apt-get install espeak-ng",
    "redis-server": "tests of the Redis broker: make services",
    "rabbitmq-server": "tests of the RabbitMQ broker: make services",
}


def examine(home: Path, settings: Settings) -> list[Check]:
    """Return the state of everything that the product needs or can use."""
    looks: tuple[Callable[[], Iterator[Check]], ...] = (
        _python,
        _packages,
        lambda: _programs(settings),
        _postgres,
        lambda: _models(home, settings),
        lambda: _writer(home, settings),
        lambda: _disk(home),
        lambda: _port(settings),
        lambda: _secrets(settings),
        lambda: _own_pages(home),
    )
    return [check for look in looks for check in look()]


def _python() -> Iterator[Check]:
    found = f"{platform.python_version()} in {sys.prefix}"
    good = sys.version_info >= (3, 11)
    yield Check(
        "Python",
        State.GOOD if good else State.BAD,
        found,
        "" if good else "install Python 3.11 or newer, then make setup",
    )


def _packages() -> Iterator[Check]:
    wanted = [Requirement(line) for line in requires("harvestman") or ()]
    needed = [want for want in wanted if want.marker is None]
    wrong = [text for want in needed if (text := _wrong(want))]
    if wrong:
        yield Check("packages", State.BAD, "; ".join(wrong), "make setup")
    else:
        yield Check("packages", State.GOOD, f"all {len(needed)} installed")


def _wrong(want: Requirement) -> str:
    try:
        found = version(want.name)
    except PackageNotFoundError:
        return f"{want.name} is missing"
    return (
        ""
        if found in want.specifier
        else f"{want.name} is {found}, not {want.specifier}"
    )


def _programs(settings: Settings) -> Iterator[Check]:
    for name, advice in _PROGRAMS.items():
        chosen = settings.crawl.chromium if name == "chromium" else ""
        path = shutil.which(chosen or name)
        if path:
            yield Check(name, State.GOOD, path)
        elif chosen:
            advised = "correct the setting crawl.chromium, or leave it empty"
            yield Check(name, State.BAD, f"not at {chosen}", advised)
        else:
            yield Check(name, State.OPTIONAL, "not found", advice)


def _postgres() -> Iterator[Check]:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    path = shutil.which("postgres") or (str(places[-1]) if places else None)
    advice = "" if path else "tests of the ledger on PostgreSQL: make services"
    state = State.GOOD if path else State.OPTIONAL
    yield Check("postgres", state, path or "not found", advice)


def _models(home: Path, settings: Settings) -> Iterator[Check]:
    chosen = settings.enrich
    looks: dict[str, Callable[[], str]] = {
        "encoder": lambda: Chosen(chosen, str(home)).name,
        "pipeline": lambda: _pipeline(chosen.pipeline, home),
    }
    for name, look in looks.items():
        try:
            yield Check(name, State.GOOD, look())
        except EnrichError as error:
            yield Check(name, State.BAD, str(error), f"correct enrich.{name}")


def _writer(home: Path, settings: Settings) -> Iterator[Check]:
    try:
        found = readable(settings.writers, home)
        yield Check("writer", State.GOOD, found or "the template")
    except EnrichError as error:
        yield Check("writer", State.BAD, str(error), "correct the section [writers]")


def _pipeline(setting: str, home: Path) -> str:
    found = pipeline.chosen(setting, str(home))
    return found.name if found else "the built-in rules"


def _disk(home: Path) -> Iterator[Check]:
    free = shutil.disk_usage(home).free
    enough = free >= ENOUGH_DISK_BYTES
    advice = (
        "" if enough else f"make room: {ENOUGH_DISK_BYTES / 1e9:.0f} GB are advised"
    )
    state = State.GOOD if enough else State.BAD
    yield Check("disk", state, f"{free / 1e9:.1f} GB free for {home}", advice)


def _port(settings: Settings) -> Iterator[Check]:
    address = (settings.shop.host, settings.shop.port)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            advice = "a shop may run there already; else use --port or shop.port"
            found = f"{address[0]}:{address[1]}: {error.strerror}"
            yield Check("port", State.OPTIONAL, found, advice)
            return
    yield Check("port", State.GOOD, f"{address[0]}:{address[1]} is free")


def _secrets(settings: Settings) -> Iterator[Check]:
    if settings.ledger.vault_key:
        yield Check("vault key", State.GOOD, "set")
    else:
        advice = "set HARVESTMAN_LEDGER_VAULT_KEY before secrets are stored"
        yield Check("vault key", State.OPTIONAL, "not set", advice)


def _own_pages(home: Path) -> Iterator[Check]:
    folder = home / ownpages.FOLDER
    there = ownpages.written(folder)
    missing = [f"{name}.md" for name in ownpages.NAMES if name not in there]
    found = ", ".join(f"{name}.md" for name in there) or "none written"
    if missing:
        advice = f"the shop links none of {', '.join(missing)} until {folder} has them"
        yield Check("merchant's pages", State.OPTIONAL, found, advice)
    else:
        yield Check("merchant's pages", State.GOOD, found)
