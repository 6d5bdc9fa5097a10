"""Serve the shop: granian listens, N processes answer, a signal ends it all."""

import atexit
import http.client
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from granian import Granian
from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels
from litestar import Litestar

from ledger.open import open_ledger
from ledger.settings import LedgerSettings
from storefront.app import create_app
from storefront.console.platform import Platform
from storefront.errors import PortTaken, ServerDied
from storefront.http.closing import Closing
from storefront.http.proxy import is_loopback, networks
from storefront.http.sharing import serving
from storefront.settings import ShopSettings
from storefront.trade import NO_TRADE, Trade

log = structlog.get_logger()

InWorker = Callable[[], Platform | None]

_ASK_EVERY_S = 0.05
_ANSWER_WITHIN_S = 10
_STOP_WITHIN_S = 10
# A question that never comes whole would hold up the stop; a connection over which
# nothing comes is closed after the same time.
HEAD_WITHIN_MS = 5_000
# Where a shop that listens on every address can be reached from here.
_REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound


def serve(
    home: Path,
    settings: ShopSettings,
    on_ready: Callable[[], None] | None = None,
    in_worker: InWorker | None = None,
    trade: Trade = NO_TRADE,
) -> None:
    """Answer requests until SIGTERM or SIGINT; must run in the main thread.

    `on_ready` is called once the port answers. `in_worker` is called first in each
    process that answers requests, so that it can set up its logging and lend the console
    what it knows of the platform; it is pickled.
    """
    refuse_taken_port(settings)
    _try(home, settings, trade.ledger)
    # A forked process would hold copies of locks of threads that it does not have.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "storefront.app:create_app",
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        interface=Interfaces.ASGI,
        websockets=False,
        # A proxy speaks HTTP/1 to us; to look what a connection speaks costs, and so do
        # threads that hand requests to each other.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_WITHIN_MS),
        runtime_mode=RuntimeModes.st,
        log_level=LogLevels.warning,
        workers_kill_timeout=_STOP_WITHIN_S,
        # One process's end costs what it had in hand, not the shop.
        respawn_failed_workers=True,
    )
    closing = Closing(home, os.getpid())
    closing.begin()
    server.on_startup(partial(_tell_first, closing))
    stopped = threading.Event()
    if on_ready:
        watch = (settings, on_ready, stopped)
        threading.Thread(target=_call_when_ready, args=watch, daemon=True).start()
    loader = partial(_load, home, settings, trade, in_worker)
    try:
        with serving(home):
            server.serve(target_loader=loader, wrap_loader=False)
    except SystemExit as ended:
        raise ServerDied(
            "a process that answers requests ended by itself again and again; its log"
            " says why"
        ) from ended
    finally:
        stopped.set()


def _load(
    home: Path,
    settings: ShopSettings,
    trade: Trade,
    in_worker: InWorker | None,
) -> Litestar:
    platform = in_worker() if in_worker else None
    # What is registered first runs last. Python would take a second of both cores to
    # tidy up memory that goes with the process; all that must be closed is by then.
    atexit.register(_leave)
    log.info("worker_started", pid=os.getpid())
    app = create_app(home, settings, trade=trade)
    app.state["platform"] = platform
    return app


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _try(home: Path, settings: ShopSettings, ledger: LedgerSettings | None) -> None:
    """Fail here, with one clear error, rather than in each process again and again."""
    networks(settings.trusted_proxies, "shop.trusted_proxies")
    networks(settings.metrics_from, "shop.metrics_from")
    open_ledger(home, ledger).close()
    if not is_loopback(settings.host) and not settings.trusted_proxies:
        log.warning(
            "connections_not_private",
            host=settings.host,
            advice="put a proxy with TLS before the shop and set shop.trusted_proxies",
        )


def _tell_first(closing: Closing) -> None:
    """Let streams end by themselves: a process that stops waits for every answer."""
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, partial(_close, closing, signal.getsignal(sign)))


def _close(closing: Closing, stop: Any, *about: Any) -> None:
    closing.set()
    stop(*about)


def refuse_taken_port(settings: ShopSettings) -> None:
    """Try the port first: granian shares ports, so two shops would split the visitors."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        # A port that was closed a moment ago may be taken again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PortTaken(
                f"cannot listen on {settings.host}:{settings.port}"
                f" ({error.strerror}); choose another port with --port"
            ) from error


def _call_when_ready(
    settings: ShopSettings, on_ready: Callable[[], None], stopped: threading.Event
) -> None:
    """Ask until the port answers: no process listens before it can answer."""
    while not stopped.wait(_ASK_EVERY_S):
        if _answers(settings):
            on_ready()
            return


def reached_at(settings: ShopSettings) -> str:
    """Return the address by which this machine reaches the shop."""
    return _REACHED_AT.get(settings.host, settings.host)


def _answers(settings: ShopSettings) -> bool:
    host = reached_at(settings)
    asked = http.client.HTTPConnection(host, settings.port, timeout=_ANSWER_WITHIN_S)
    with closing(asked):
        try:
            asked.request("GET", "/health")
            return asked.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
