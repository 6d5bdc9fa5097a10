"""What the shop remembers for one visitor: on private pages, and only once asked to.

The visitor's cookie holds an id of 256 random bits, the ledger its hash. An id that the
ledger does not know is never taken over, wherever it comes from: a new session always
gets a new id. A handler works on a Session in memory; what it changed is written before
its answer leaves, and not at all when it failed.
"""

import asyncio
import re
import secrets
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from typing import Any, Self

from litestar import Request
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from markupsafe import Markup

from ledger import sessions
from ledger.errors import LedgerError
from storefront.errors import NoSessionHere
from storefront.http.private import has_session
from storefront.http.problems import refuse
from storefront.http.wire import all_of
from storefront.pages.words import msg
from storefront.parts import Parts

FIELD = "_csrf_token"
_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_ID_BYTES = 32
_SWEEP_EVERY = timedelta(hours=1)

_NOT_NOW = msg("This page does not work just now.")


class Session:
    """One visitor's session during one request."""

    def __init__(self, id_: str | None, data: dict[str, Any]) -> None:
        self.id = id_
        self.old_id = id_
        self.changes: dict[str, Any] = {}
        self._data = data

    @classmethod
    def of(cls, request: Request[Any, Any, Any]) -> Self:
        """Return the session of a request for a private page."""
        found = request.scope["state"].get("session")
        if found is None:
            raise NoSessionHere(
                f"{request.scope['path']} is a page for everyone; pages with a session"
                " are named in storefront/http/private.py"
            )
        return found

    def get(self, name: str) -> Any:
        """Return what is remembered as `name`, or None."""
        return self._data.get(name)

    def named(self, prefix: str) -> dict[str, Any]:
        """Return what is remembered under names that begin with `prefix`, by the rest."""
        return {
            name.removeprefix(prefix): value
            for name, value in self._data.items()
            if name.startswith(prefix) and value is not None
        }

    def set(self, name: str, value: object) -> None:
        """Remember `value`, which JSON can hold; None forgets. The first one begins it."""
        data = {**self._data, name: value}
        sessions.refuse_large(data)
        if self.id is None:
            self.id = secrets.token_urlsafe(_ID_BYTES)
        self.changes[name] = value
        self._data = data

    def rotate(self) -> None:
        """Go on under a new id; whoever knows the old one is shut out."""
        if self.id is not None:
            self.id = secrets.token_urlsafe(_ID_BYTES)

    def drop(self) -> None:
        """Forget everything, and the session with it."""
        self.id, self.changes, self._data = None, {}, {}

    @property
    def token(self) -> str:
        """What forms of this session carry; it tells nothing of the id."""
        if self.id is None:
            return ""
        return blake2b(self.id.encode(), digest_size=16, person=b"form").hexdigest()

    @property
    def field(self) -> Markup:
        """The token as a field of a form."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(
            FIELD, self.token
        )


class Sessions:
    """Finds the session of each request for a private page, and writes it back."""

    def __init__(self, parts: Parts) -> None:
        self._ledger = parts.ledger
        self._clock = parts.clock
        self._sweep_at: datetime | None = None

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def known(scope: Scope, receive: Receive, send: Send) -> None:
            if not has_session(scope["path"]):
                await app(scope, receive, send)
                return
            sent = _sent_id(scope)
            try:
                session = await asyncio.to_thread(self._found, sent)
            except LedgerError:
                await refuse(scope, send, 503, _NOT_NOW)
                return
            scope["state"]["session"] = session

            async def send_saved(message: Message) -> None:
                if message["type"] == "http.response.start" and message["status"] < 500:
                    await asyncio.to_thread(self._save, session)
                    cookie = _cookie(scope, session, sent)
                    message["headers"] = [*message["headers"], *cookie]
                await send(message)

            await app(scope, receive, send_saved)

        return known

    def _found(self, sent: str | None) -> Session:
        id_hash = _hash(sent)
        if id_hash is None:
            return Session(None, {})
        now = self._clock()
        with self._ledger.read() as connection:
            found = sessions.find(connection, id_hash, now)
        if found is None:
            return Session(None, {})
        if sessions.is_to_note(found, now):
            with self._ledger.write() as connection:
                sessions.change(connection, id_hash, {}, now)
        return Session(sent, found.data)

    def _save(self, session: Session) -> None:
        if session.id == session.old_id and not session.changes:
            return
        now = self._clock()
        with self._ledger.write() as connection:
            old, new = _hash(session.old_id), _hash(session.id)
            sessions.keep(connection, old, new, session.changes, now)
            if self._sweep_at is None or now >= self._sweep_at:
                self._sweep_at = now + _SWEEP_EVERY
                sessions.sweep(connection, now)


def _sent_id(scope: Scope) -> str | None:
    """Return the id in the visitor's cookie, if it looks like one."""
    wanted = _cookie_name(scope)
    for pair in all_of(scope, b"cookie").decode("latin-1").replace(",", ";").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == wanted and _ID.fullmatch(value):
            return value
    return None


def _cookie_name(scope: Scope) -> str:
    # A browser takes a cookie with the prefix over https alone, from this very host.
    return "__Host-session" if scope["scheme"] == "https" else "session"


def _cookie(
    scope: Scope, session: Session, sent: str | None
) -> list[tuple[bytes, bytes]]:
    """Tell the visitor a new id, or that the one sent is of no use."""
    if session.id is not None and session.id == sent:
        return []
    if session.id is None and sent is None:
        return []
    # The ledger ends a session that is not used; the cookie need not know.
    lasts_s = int(sessions.LONGEST.total_seconds()) if session.id else 0
    secure = "; Secure" if scope["scheme"] == "https" else ""
    text = (
        f"{_cookie_name(scope)}={session.id or ''}; Path=/; Max-Age={lasts_s};"
        f" HttpOnly; SameSite=Lax{secure}"
    )
    return [(b"set-cookie", text.encode())]


def _hash(id_: str | None) -> str | None:
    return None if id_ is None else sha256(id_.encode()).hexdigest()
