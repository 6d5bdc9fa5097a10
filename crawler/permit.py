"""Past a wall with its owner's permission: where an operator's own solver is asked.

A solver is a function of the operator: a case in, a pass out. Harvestman has none. It is
asked for hosts alone for which a permission is kept in the home, in a thread, one case of
a host at a time; meanwhile the host is left alone as if there were no solver.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import structlog

from crawler.errors import BadSolver
from crawler.manners.permission import permitted

if TYPE_CHECKING:
    from crawler.exchange import Answer
    from crawler.manners.blocked import Verdict
    from crawler.manners.identity import Identity

log = structlog.get_logger()

_THREADS = 2
# A solver that knows nothing is not asked again before this.
_AGAIN_S = 3600.0


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A wall, as a solver gets it; `permission` is whose word it acts on."""

    url: str
    host: str
    kind: str
    by: str
    sign: str
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    permission: str


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """What lets us in: headers and cookies of this host, until a time or the end."""

    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    until: float | None = None


Solver = Callable[[Case], Pass | None]


class Permits:
    """The solver of one crawl, and what it is at."""

    def __init__(
        self,
        solver: Solver,
        home: Path,
        identity: "Identity",
        clock: Callable[[], float],
    ) -> None:
        self._solver, self._home, self._identity = solver, home, identity
        self._now = clock
        self._pool = ThreadPoolExecutor(_THREADS, "solver")
        self._asked: dict[str, Future[Pass | None]] = {}
        self._not_before: dict[str, float] = {}

    def ask(self, host: str, found: "Verdict", answer: "Answer") -> bool:
        """Put a wall before the solver; False when nobody permitted that."""
        now = self._now()
        if host in self._asked or now < self._not_before.get(host, 0.0):
            return False
        permission = permitted(self._home, host, now)
        if permission is None:
            return False
        case = Case(
            url=answer.url,
            host=host,
            kind=found.kind.value,
            by=found.by,
            sign=found.sign,
            status=answer.status,
            headers=tuple(answer.headers),
            body=answer.body,
            permission=f"{permission.by}: {permission.evidence}",
        )
        self._not_before[host] = now + _AGAIN_S
        self._asked[host] = self._pool.submit(self._solver, case)
        log.info("solver_asked", host=host, wall=case.kind, permission=permission.by)
        return True

    @property
    def asking(self) -> bool:
        """Whether an answer of the solver is not taken up yet."""
        return bool(self._asked)

    def admitted(self) -> list[str]:
        """Return the hosts that let us in since the last call."""
        done = [host for host, future in self._asked.items() if future.done()]
        return [host for host in done if self._admit(host, self._asked.pop(host))]

    def close(self) -> None:
        """Ask nothing more; a case that is being looked at is waited for at exit."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _admit(self, host: str, future: "Future[Pass | None]") -> bool:
        try:
            given = future.result()
            if given is not None:
                self._identity.admit(host, given)
        # A solver is the operator's code, and its fault costs its case alone.
        except Exception:
            log.exception("solver_failed", host=host)
            return False
        log.info("solver_answered", host=host, admitted=given is not None)
        return given is not None


def find_solver(name: str) -> Solver:
    """Return the function that `module:function` names."""
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError, SyntaxError) as error:
        raise BadSolver(
            f"crawl.solver = {name!r}: {error}; expected module:function, of a module"
            " that is installed or lies in a folder of PYTHONPATH"
        ) from None
    if not callable(found):
        raise BadSolver(f"crawl.solver = {name!r} is no function")
    return found
