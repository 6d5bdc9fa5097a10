"""Hand out what was bought: the token opens one line's files, each download counts.

unknown token or form         404, and nothing that tells which it was
refunded, expired, revoked    410        held, used up    403
HEAD, 304, 416                nothing goes out, and nothing counts
"""

from typing import TYPE_CHECKING, Any

import structlog
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from ledger.grants.granting import ask_again
from ledger.grants.rights import Right, Standing, right_by_token, rights_of
from ledger.grants.uses import count_use
from ledger.orders.pages import token_hash
from storefront.downloads.files import file_of
from storefront.http.wire import is_head
from storefront.pages.ranges import part_sent, sent
from storefront.pages.visit import Asked, Visit
from storefront.pages.words import msg

if TYPE_CHECKING:
    from storefront.parts import Parts

log = structlog.get_logger()

_REFUSALS: dict[Standing, tuple[int, str, str]] = {
    "spent": (
        403,
        msg("This was downloaded as often as it may be"),
        msg("Write to us if you need it once more: we can open it again."),
    ),
    "expired": (
        410,
        msg("The time for this download is over"),
        msg("Write to us if you need it once more: we can open it again."),
    ),
    "revoked": (
        410,
        msg("This download was closed"),
        msg("Write to us if you think that this is a mistake."),
    ),
    "refunded": (
        410,
        msg("This download is closed"),
        msg("What was paid for it has gone back to you, or is on its way."),
    ),
    "held": (
        403,
        msg("This download waits"),
        msg(
            "We look at your order before anything of it goes out. It opens by itself."
        ),
    ),
}
_LOST = (
    503,
    msg("This file is not there just now"),
    msg("It has been noted, and costs you no download. Please try again later."),
)


@get("/download/{token:str}/{form:str}", sync_to_thread=True)
def download(
    request: Asked, token: FromPath[str], form: FromPath[str]
) -> Response[Any]:
    """Send a file that was bought; a download that goes on counts once."""
    parts: Parts = request.app.state["parts"]
    now, opened_by = parts.clock(), token_hash(token)
    with parts.ledger.read() as connection:
        right = right_by_token(connection, opened_by, now)
    file = file_of(parts.home, right, form) if right else None
    if right is None or file is None:
        raise NotFoundException("There is no such download.")
    if right.standing not in {"open", "spent"}:
        return _refused(request, _REFUSALS[right.standing])
    if not file.path.is_file():
        log.error(
            "download_missing", order_id=right.order_id, line=right.line, form=form
        )
        with parts.ledger.write() as connection:
            ask_again(connection, right.order_id, right.line, now)
        return _refused(request, _LOST)
    part = part_sent(request.headers, file)
    if part and (refusal := _uncounted(request, right, form, part)):
        return _refused(request, _REFUSALS[refusal])
    answer = sent(request.headers, file)
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _uncounted(request: Asked, right: Right, form: str, part: range) -> Standing | None:
    """Count what goes out; return why nothing may, or None."""
    if is_head(request.scope):
        return None if right.left else "spent"
    parts: Parts = request.app.state["parts"]
    now = parts.clock()
    with parts.ledger.write() as connection:
        # Once more: it may have been used up or refunded since it was looked at.
        (again,) = (
            one
            for one in rights_of(connection, right.order_id, now)
            if one.line == right.line
        )
        if count_use(connection, again, form, part, now):
            return None
    return "spent" if again.standing == "open" else again.standing


def _refused(request: Asked, refusal: tuple[int, str, str]) -> Response[str]:
    visit = Visit.of(request)
    status, title, text = refusal
    return visit.page(
        "refusal.html",
        status=status,
        code=status,
        title=visit.words(title),
        text=visit.words(text),
        way=(visit.to("/"), visit.shop.settings.name),
        cards=(),
        categories=(),
    )


HANDLERS = (download,)
