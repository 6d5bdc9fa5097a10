"""Fixtures for every room: real servers, started once a run and only when asked for."""

import atexit
import gc
import logging
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import servers
import structlog
from hypothesis import settings

# The files that take longest, in this order: begun last, one of them would leave all
# processes but its own idle. (`make test` gives a process one file at a time.)
LONGEST = (
    "chain/test_demo.py",
    "jobs/test_forget.py",
    "storefront/browser/test_stored_scripts.py",
    "lake/test_s3.py",
    "lake/test_derive.py",
    "lake/test_forget.py",
    "lake/test_s3_homes.py",
    "lake/test_faults.py",
    "crawler/test_scheduler_killed.py",
    "crawler/test_scheduler.py",
    "storefront/test_publish.py",
    "jobs/test_cli_learn.py",
    "enrich/test_killed.py",
)

# The first call of a kernel compiles it: a deadline would time the compiler.
settings.register_profile("harvestman", deadline=None)
settings.load_profile("harvestman")


def pytest_configure() -> None:
    # DuckDB's binding reports its own module as leaked when the interpreter ends, in a
    # hundred lines behind the tests' closing line. First registered, this runs last.
    atexit.register(_be_quiet)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    # What is imported and collected stays until the end. Looking through a million
    # objects for what is gone took a fifth of the collection, in each process.
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    rank = {here / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session", autouse=True)
def _ledgers_begin_quickly() -> None:
    if migrate := sys.modules.get("ledger.migrate"):
        from begun_ledger import repeating

        migrate.__dict__["_upgrade"] = repeating(migrate.__dict__["_upgrade"])


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """Take back where a test sends its log lines: its stream is closed behind it."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


def _be_quiet() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    yield from _running(servers.postgres)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    yield from _running(servers.redis)


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    yield from _running(servers.rabbitmq)


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    yield from _running(servers.s3)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    try:
        return servers.chromium()
    except servers.ServerMissing as missing:
        _do_without(missing)


def _running(server: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    try:
        with server() as url:
            yield url
    except servers.ServerMissing as missing:
        _do_without(missing)


def _do_without(missing: servers.ServerMissing) -> None:
    text = f"needs the Debian package {missing}; `make services` installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)
