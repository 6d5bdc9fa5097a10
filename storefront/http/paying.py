"""Pages whose forms lead on to a payment gateway: their policy lets them.

Browsers look where a form's redirect leads, too, so the page that holds the form has to
name the gateway. No other page does.
"""

from typing import Any

from litestar import Request
from litestar.types import Scope

_NAME = "pays_at"


def let_pay(request: Request[Any, Any, Any], origins: tuple[str, ...]) -> None:
    """Let the forms of this answer lead to `origins`."""
    request.scope["state"][_NAME] = origins


def paid_at(scope: Scope) -> tuple[str, ...]:
    """Return where forms of the answer to `scope` may lead, beside this shop."""
    found: tuple[str, ...] = scope.get("state", {}).get(_NAME, ())
    return found
