"""Generated products: which wait for somebody to let them be sold, and who did lately."""

from typing import Any

from litestar import Response, post

from ledger import approvals
from ledger.approvals import Decision, Verdict
from ledger.trail import people
from storefront.console.desk import Asking, Board, Did, Doing, act
from storefront.console.door import STAFF
from storefront.console.platform import Pending
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_SHOWN = 50
_LONGEST_REASON = 500
_HERE = "/console/approvals"


def _facts(asking: Asking) -> dict[str, object]:
    pending = asking.platform.pending() if asking.platform else []
    keys = {one.generated_key for one in pending}
    decided = approvals.decided(asking.connection, keys)
    return {
        "pending": [one for one in pending if _key(one) not in decided],
        "decided": approvals.latest(asking.connection, _SHOWN),
        "people": people(asking.connection),
    }


BOARD = Board("approvals", "Approvals", _facts)


@post("/approvals/approve", opt=STAFF)
async def approve(request: Asked) -> Response[Any]:
    """Let an edition be sold."""
    return await act(request, lambda doing: _decide(doing, "approved"), _HERE)


@post("/approvals/refuse", opt=STAFF)
async def refuse(request: Asked) -> Response[Any]:
    """Keep an edition from being sold."""
    return await act(request, lambda doing: _decide(doing, "refused"), _HERE)


def _decide(doing: Doing, verdict: Verdict) -> Did:
    wanted = doing.form.get("key", ""), doing.form.get("digest", "")
    pending = doing.platform.pending() if doing.platform else []
    found = [one for one in pending if _key(one) == wanted]
    if not found:
        raise DeedRefused("it no longer waits for a decision.")
    reason = " ".join(doing.form.get("reason", "").split()) or "decided in the console"
    if len(reason) > _LONGEST_REASON or not reason.isprintable():
        raise DeedRefused(f"a reason is a line of {_LONGEST_REASON} letters at most.")
    actor = doing.user.name
    # It notes itself in the audit.
    approvals.decide(
        doing.connection, Decision(*wanted, verdict, actor, reason), doing.now
    )
    return Did(f"{found[0].title}: {verdict}. The next run goes by it.")


def _key(one: Pending) -> tuple[str, str]:
    return one.generated_key, one.digest


HANDLERS = (approve, refuse)
