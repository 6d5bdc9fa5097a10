"""What those who run the shop ask of it: its health, and its figures (Prometheus)."""

from collections.abc import Iterable, Iterator
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException

from storefront.http.counters import BOUNDS_S, Sums
from storefront.http.kinds import KINDS
from storefront.http.proxy import client, is_near, networks, within
from storefront.parts import Parts

_TEXT = "text/plain; version=0.0.4; charset=utf-8"
_Asked = Request[Any, Any, Any]


@get("/health", sync_to_thread=False)
def health(request: _Asked) -> dict[str, Any]:
    """Say that this process answers, and which snapshot it serves."""
    shelf = request.scope["state"]["shelf"]
    return {
        "status": "ok",
        "snapshot": shelf.id if shelf.folder else None,
        "items": shelf.totals.items,
    }


@get("/ready", sync_to_thread=True)
def ready(request: _Asked) -> Response[dict[str, str]]:
    """Say whether visitors may be sent here: there is a snapshot, the ledger answers."""
    parts: Parts = request.app.state["parts"]
    missing = "" if request.scope["state"]["shelf"].folder else "no catalogue"
    try:
        with parts.ledger.read() as connection:
            connection.exec_driver_sql("SELECT 1")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not ready
        missing = f"the ledger does not answer ({type(error).__name__})"
    status = {"status": missing or "ready"}
    return Response(status, status_code=503 if missing else 200)


@get("/metrics", sync_to_thread=False)
def metrics(request: _Asked) -> Response[str]:
    """Show the figures of all processes to this machine and those who may see them."""
    parts: Parts = request.app.state["parts"]
    allowed = networks(parts.settings.metrics_from, "shop.metrics_from")
    if not is_near(request.scope) and not within(client(request.scope), allowed):
        raise NotFoundException
    shelf = request.scope["state"]["shelf"]
    lines = [*_counted(parts.counters.sums()), *_snapshot(parts, shelf.id)]
    return Response("\n".join(lines) + "\n", media_type=_TEXT)


def _counted(sums: Sums) -> Iterator[str]:
    yield from _head("requests_total", "counter", "Requests answered")
    for kind in KINDS:
        for status, number in sums.requests(kind).items():
            yield _line("requests_total", {"kind": kind, "status": status}, number)
    yield from _head("request_seconds", "histogram", "Time to answer")
    for kind in KINDS:
        yield from _histogram(kind, *sums.seconds(kind))
    yield from _head("page_looks_total", "counter", "Pages kept, unchanged, or made")
    for look, number in sums.looks().items():
        yield _line("page_looks_total", {"result": look}, number)


def _histogram(kind: str, within_bounds: list[float], total_s: float) -> Iterable[str]:
    bounds = [*map(str, BOUNDS_S), "+Inf"]
    for bound, number in zip(bounds, within_bounds, strict=True):
        yield _line("request_seconds_bucket", {"kind": kind, "le": bound}, number)
    yield _line("request_seconds_sum", {"kind": kind}, total_s)
    yield _line("request_seconds_count", {"kind": kind}, within_bounds[-1])


def _snapshot(parts: Parts, name: str) -> Iterator[str]:
    yield from _head("snapshot_info", "gauge", "The catalogue snapshot served")
    yield _line("snapshot_info", {"snapshot": name}, 1)
    pointer = parts.home / "catalogue" / "current"
    if pointer.exists():
        age_s = parts.clock().timestamp() - pointer.stat().st_mtime
        yield from _head("snapshot_age_seconds", "gauge", "Time since it was published")
        yield _line("snapshot_age_seconds", {}, age_s)


def _head(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP shop_{name} {text}."
    yield f"# TYPE shop_{name} {kind}"


def _line(name: str, labels: dict[str, object], value: float) -> str:
    pairs = ",".join(f'{key}="{value}"' for key, value in labels.items())
    return f"shop_{name}{{{pairs}}} {value!r}" if pairs else f"shop_{name} {value!r}"


HANDLERS = (health, ready, metrics)
