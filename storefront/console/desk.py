"""How a page of the console is made, and how something is done there.

    page    board.facts(Asking) -> template -> page, the same again for the stream
    deed    form -> one transaction: done, noted in the audit, remembered -> page anew

What was done last stands on top of each page for a while, with what undoes it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from litestar import Response
from litestar.enums import MediaType
from litestar.exceptions import NotAuthorizedException
from litestar.response import Redirect

from ledger import audit, logins
from ledger.audit import Deed
from ledger.columns import canonical_json
from ledger.errors import LedgerError
from ledger.users import Role, User
from storefront.console.aside import aside
from storefront.console.door import Keeper
from storefront.console.platform import Platform
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked
from storefront.pages.words import SOURCE
from storefront.parts import Parts

if TYPE_CHECKING:
    from sqlalchemy import Connection

_DID_STANDS = timedelta(minutes=10)
_MARK = "the-mark-of-this-page"


@dataclass(frozen=True, slots=True)
class Asking:
    """What a board is made of: one moment of the ledger, and what was asked."""

    connection: "Connection"
    now: datetime
    parts: Parts
    platform: Platform | None
    user: User
    query: Mapping[str, str] = field(default_factory=dict)

    def number(self, name: str) -> int | None:
        """Return a number that was asked for, or None."""
        said = self.query.get(name, "")
        is_one = said.isascii() and said.isdigit() and len(said) < 19
        return int(said) if is_one else None


@dataclass(frozen=True, slots=True)
class Board:
    """One page that shows how something is; one that is `under` another has no entry."""

    name: str
    title: str
    facts: Callable[[Asking], dict[str, object]]
    role: Role = "viewer"
    under: str = ""

    @property
    def path(self) -> str:
        """Its address."""
        return f"/console/{self.name}" if self.name != "overview" else "/console"


@dataclass(frozen=True, slots=True)
class Did:
    """What was done: in words, for the audit, and what undoes it.

    `secret` is for whoever did it, now, and is kept nowhere.
    """

    said: str
    deeds: tuple[Deed, ...] = ()
    undo: Mapping[str, Any] | None = None
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """What a deed has to work with."""

    connection: "Connection"
    now: datetime
    login: logins.Login
    form: Mapping[str, str]
    parts: Parts
    platform: Platform | None

    @property
    def user(self) -> User:
        """Who does it."""
        return self.login.user

    def deed(self, action: str, subject: str, **facts: object) -> Deed:
        """Return what the audit is told."""
        return Deed(self.user.name, action, subject, facts)


def rendered(parts: Parts, name: str, keeper: Keeper | None, **facts: object) -> str:
    """Return the page that a template of the console makes."""
    # The boards are made with what is in this file.
    from storefront.console.boards import MENU

    now = parts.clock()
    return parts.templates.render(
        f"console/{name}.html",
        SOURCE,
        MENU=MENU,
        keeper=keeper,
        # To the minute, so that a page is another one no more often.
        now=now.replace(second=59, microsecond=999_999),
        as_json=canonical_json,
        did=_did(keeper, now),
        when=_when,
        **facts,
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and what tells it from another one."""

    text: str
    mark: str


def board_page(
    parts: Parts,
    platform: Platform | None,
    board: Board,
    keeper: Keeper,
    query: Mapping[str, str],
) -> Made:
    """Return the page of a board as it is now; it knows its own mark."""
    with parts.ledger.read() as connection:
        asking = Asking(connection, parts.clock(), parts, platform, keeper.user, query)
        facts = board.facts(asking)
    live = f"/console/live/{board.name}?{urlencode({**query, 'mark': _MARK})}"
    here = f"{board.path}?{urlencode(query)}" if query else board.path
    text = rendered(
        parts, board.name, keeper, board=board, live=live, here=here, **facts
    )
    mark = blake2b(text.encode(), digest_size=8).hexdigest()
    # It stands before anything that comes from elsewhere.
    return Made(text.replace(_MARK, mark, 1), mark)


def html(text: str, status: int = 200) -> Response[str]:
    """Return an answer with a page."""
    return Response(text, status_code=status, media_type=MediaType.HTML)


async def act(request: Asked, do: Callable[[Doing], Did], back: str) -> Response[Any]:
    """Do something, whole or not at all, and show the page it was asked from."""
    await done(request, do)
    return Redirect(back, status_code=303)


async def done(request: Asked, do: Callable[[Doing], Did]) -> Did | None:
    """Do something, whole or not at all; None where it was refused, and said why."""
    form = plain((await request.form()).items())
    return await aside(_done, request, do, form)


def _done(
    request: Asked, do: Callable[[Doing], Did], form: Mapping[str, str]
) -> Did | None:
    parts, keeper = parts_of(request), Keeper.of(request)
    now = parts.clock()
    try:
        with parts.ledger.write() as connection:
            login = _still(request, connection, now)
            platform = platform_of(request)
            did = do(Doing(connection, now, login, form, parts, platform))
            kept = _news(now, did.said, undo=did.undo)
            logins.remember(connection, login, kept)
            for deed in did.deeds:
                audit.record(connection, deed, now)
    except (DeedRefused, LedgerError) as error:
        kept = _news(now, f"Not done: {error}", wrong=True)
        with parts.ledger.write() as connection:
            logins.remember(connection, keeper.login, kept)
        return None
    return did


def _news(now: datetime, said: str, **more: object) -> dict[str, Any]:
    return {"at": now.isoformat(), "said": said, **more}


def _still(request: Asked, connection: "Connection", now: datetime) -> logins.Login:
    """Return who asks; who was shut out a moment ago does nothing more."""
    login = logins.who(connection, Keeper.of(request).id, now)
    if login is None or not login.user.may(request.route_handler.opt["role"]):
        raise NotAuthorizedException
    return login


def plain(sent: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Return what was sent as texts; PostgreSQL takes none with a zero in it."""
    return {
        name: value.replace("\0", "") for name, value in sent if isinstance(value, str)
    }


def parts_of(request: Asked) -> Parts:
    """Return what the shop's pages share."""
    parts: Parts = request.app.state["parts"]
    return parts


def platform_of(request: Asked) -> Platform | None:
    """Return what whoever started the shop lends, if anything."""
    platform: Platform | None = request.app.state.get("platform")
    return platform


def _did(keeper: Keeper | None, now: datetime) -> dict[str, Any] | None:
    """Return what was done last, while that is news."""
    did = keeper.login.did if keeper else None
    if not did or now - datetime.fromisoformat(did["at"]) > _DID_STANDS:
        return None
    undo = did.get("undo") or {}
    return {
        "said": did["said"],
        "wrong": did.get("wrong", False),
        "undo": undo.get("action", ""),
        "fields": undo.get("fields") or {},
    }


def _when(at: datetime) -> str:
    """Return a time as the console writes it: UTC, to be compared with logs."""
    return f"{at:%Y-%m-%d %H:%M:%S}"
