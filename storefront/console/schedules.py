"""The schedules: what is done again and again, when next, and whether it is paused."""

from collections.abc import Callable
from typing import Any

from litestar import Response, post

from ledger import schedules
from storefront.console.desk import Asking, Board, Did, Doing, act
from storefront.console.door import STAFF
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_HERE = "/console/schedules"


def _facts(asking: Asking) -> dict[str, object]:
    return {
        "schedules": schedules.listed(asking.connection),
        "can_resume": asking.platform is not None,
    }


BOARD = Board("schedules", "Schedules", _facts)


@post("/schedules/pause", opt=STAFF)
async def pause(request: Asked) -> Response[Any]:
    """Start a schedule no more."""
    return await act(request, _pause, _HERE)


@post("/schedules/resume", opt=STAFF)
async def resume(request: Asked) -> Response[Any]:
    """Let a paused schedule go on."""
    return await act(request, _resume, _HERE)


@post("/schedules/run", opt=STAFF)
async def run(request: Asked) -> Response[Any]:
    """Put a schedule's work in the queue now."""
    return await act(request, _run, _HERE)


def _pause(doing: Doing) -> Did:
    name = _name(doing)
    if not schedules.pause(doing.connection, name, doing.now):
        raise DeedRefused(f"{name} is paused already.")
    undo = {"action": "/console/schedules/resume", "fields": {"name": name}}
    said = f"{name} is paused; what is under way is not ended."
    return Did(said, (doing.deed("schedule.pause", name),), undo)


def _resume(doing: Doing) -> Did:
    name = _name(doing)
    if doing.platform is None:
        raise DeedRefused("this shop does not know when it is due: harvestman schedule")
    if not schedules.resume(doing.connection, name, doing.platform.next_due, doing.now):
        raise DeedRefused(f"{name} is not paused.")
    undo = {"action": "/console/schedules/pause", "fields": {"name": name}}
    return Did(f"{name} goes on.", (doing.deed("schedule.resume", name),), undo)


def _run(doing: Doing) -> Did:
    name = _name(doing)
    number = schedules.run_now(doing.connection, name, doing.now)
    if number is None:
        raise DeedRefused(f"{name} waits or is under way already.")
    said = f"{name} is in the queue as job {number}."
    return Did(said, (doing.deed("schedule.run", name),))


def _name(doing: Doing) -> str:
    name = doing.form.get("name", "")
    if name not in {one.name for one in schedules.listed(doing.connection)}:
        raise DeedRefused("there is no such schedule.")
    return name


HANDLERS: tuple[Callable[..., Any], ...] = (pause, resume, run)
