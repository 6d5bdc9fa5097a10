"""The queue: what is at work, what waits, and what was given up and why."""

from typing import Any

from litestar import Response, post

from ledger import line, waiting
from storefront.console.desk import Asking, Board, Did, Doing, act
from storefront.console.door import STAFF
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_SHOWN = 50
# Of what is dropped at once so much can be put back.
_UNDONE = 200
_HERE = "/console/queue"


def _facts(asking: Asking) -> dict[str, object]:
    kind = asking.query.get("kind", "")
    connection, now = asking.connection, asking.now
    return {
        "counts": line.counts(connection, now),
        "oldest": line.oldest(connection, now),
        "kind": kind,
        "most": _SHOWN,
        "at_work": waiting.rows(connection, "work", now, _SHOWN, kind),
        "waits": waiting.rows(connection, "waiting", now, _SHOWN, kind),
        "given_up": waiting.rows(connection, "given up", now, _SHOWN, kind),
    }


BOARD = Board("queue", "Queue", _facts)


@post("/queue/retry", opt=STAFF)
async def retry(request: Asked) -> Response[Any]:
    """Try again what was given up: one job, or all of a kind."""
    return await act(request, _retry, _HERE)


@post("/queue/drop", opt=STAFF)
async def drop(request: Asked) -> Response[Any]:
    """Give up for good: one job, or all of a kind."""
    return await act(request, _drop, _HERE)


@post("/queue/restore", opt=STAFF)
async def restore(request: Asked) -> Response[Any]:
    """Put back what was dropped last."""
    return await act(request, _restore, _HERE)


def _retry(doing: Doing) -> Did:
    connection, now = doing.connection, doing.now
    if kind := doing.form.get("kind"):
        number = waiting.retry_kind(connection, kind, now)
        deed = doing.deed("queue.retry", f"jobs of {kind}", number=number)
        return Did(f"{_counted(number)} of {kind} will be tried again.", (deed,))
    job = _job(doing)
    if not line.retry(connection, job, now):
        raise DeedRefused(f"job {job} is no longer among what was given up.")
    return Did(
        f"Job {job} will be tried again.", (doing.deed("queue.retry", f"job {job}"),)
    )


def _drop(doing: Doing) -> Did:
    connection, now = doing.connection, doing.now
    if kind := doing.form.get("kind"):
        rows = waiting.rows(connection, "given up", now, _UNDONE + 1, kind)
        number = waiting.drop_kind(connection, kind)
        deed = doing.deed("queue.drop", f"jobs of {kind}", number=number)
        said = f"{_counted(number)} of {kind} dropped."
        return Did(said, (deed,), _undo(rows))
    job = _job(doing)
    shown = waiting.parked(connection, job)
    if shown is None or not line.drop(connection, job):
        raise DeedRefused(f"job {job} is no longer among what was given up.")
    deed = doing.deed("queue.drop", f"job {job}", kind=shown.kind)
    return Did(f"Job {job} ({shown.kind}) dropped.", (deed,), _undo([shown]))


def _restore(doing: Doing) -> Did:
    undo = doing.login.did.get("undo") or {}
    rows = undo.get("rows")
    if not rows:
        raise DeedRefused("there is nothing to put back any more.")
    number = waiting.put_back(doing.connection, rows, doing.now)
    deed = doing.deed("queue.restore", rows[0]["kind"], number=number)
    return Did(f"{_counted(number)} put back among what was given up.", (deed,))


def _undo(rows: list[waiting.Waiting]) -> dict[str, object] | None:
    if not 0 < len(rows) <= _UNDONE:
        return None
    return {"action": "/console/queue/restore", "rows": waiting.kept(rows)}


def _job(doing: Doing) -> int:
    said = doing.form.get("job", "")
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise DeedRefused("that names no job.")
    return int(said)


def _counted(number: int) -> str:
    return "1 job" if number == 1 else f"{number:,} jobs"


HANDLERS = (retry, drop, restore)
