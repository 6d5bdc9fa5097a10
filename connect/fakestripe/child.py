"""The fake in a process of its own, beside the shop; it ends with it, however it ends."""

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess

import structlog

from connect.errors import FakeStripeError
from connect.fakestripe.place import Place
from connect.fakestripe.serve import Wish, run

log = structlog.get_logger()

_START_S = 60.0
_STOP_S = 10.0
_BEGIN_AGAIN_S = 1.0

Prepare = Callable[[], None]


@contextmanager
def beside(wish: Wish, prepare: Prepare | None = None) -> Iterator[Place]:
    """Serve the fake in a child, which `prepare` runs in first, while the block runs.

    One that dies is replaced: what was told to it is in its file.
    """
    first, pipe, place = _start(wish, prepare)
    child = _Child(wish, prepare, first, pipe)
    watcher = threading.Thread(target=child.watch, daemon=True)
    watcher.start()
    try:
        yield place
    finally:
        child.stop()
        watcher.join()


class _Child:
    def __init__(
        self, wish: Wish, prepare: Prepare | None, process: BaseProcess, pipe: Pipe
    ) -> None:
        self._wish = wish
        self._prepare = prepare
        self._process = process
        self._pipe = pipe
        self._stopped = threading.Event()

    def watch(self) -> None:
        self._process.join()
        while not self._stopped.wait(_BEGIN_AGAIN_S):
            log.warning("fake_stripe_died", exitcode=self._process.exitcode)
            self._pipe.close()
            try:
                self._process, self._pipe, _ = _start(self._wish, self._prepare)
            except FakeStripeError as error:
                log.warning("fake_stripe_not_up", why=str(error))
                continue
            if self._stopped.is_set():
                self._pipe.close()  # it was stopped while this one started
            self._process.join()

    def stop(self) -> None:
        self._stopped.set()
        self._pipe.close()
        self._process.join(_STOP_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _start(wish: Wish, prepare: Prepare | None) -> tuple[BaseProcess, Pipe, Place]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_child, args=(wish, theirs, prepare), daemon=True, name="fakestripe"
    )
    process.start()
    theirs.close()
    try:
        # A child that dies closes its end, which ends the wait as well.
        said = ours.recv() if ours.poll(_START_S) else "it did not start in time"
    except EOFError:
        said = "its process died at the start"
    if isinstance(said, Place):
        return process, ours, said
    process.kill()
    process.join()
    ours.close()
    raise FakeStripeError(f"the fake Stripe is not up: {said}")


def _child(wish: Wish, pipe: Pipe, prepare: Prepare | None) -> None:
    if prepare:
        prepare()
    # Ctrl-C reaches the whole group of a terminal; the parent decides when this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        run(wish, pipe.send, pipe)
    except FakeStripeError as error:
        pipe.send(str(error))
