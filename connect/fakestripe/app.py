"""The fake as a web server: Stripe's API, its pay page, a bank, and a desk.

/v1/...         what Stripe's API answers
/c/pay/{cs}     the page on which a buyer pays
/c/3ds/{pi}     the bank that asks again
/               a desk: what there is, and what can be made to happen
/_fake/...      the same for tests
"""

import hmac
import re
from collections.abc import Callable
from urllib.parse import quote

import msgspec

from connect.fakestripe import api, disputes, intents, pages, refunds, sessions
from connect.fakestripe.chaos import Chances, Chaos
from connect.fakestripe.errors import Refusal
from connect.fakestripe.forms import parse
from connect.fakestripe.methods import method_of
from connect.fakestripe.objects import Charge, Dispute, Intent, Refund, Session
from connect.fakestripe.passing import finish
from connect.fakestripe.shell import Shell
from connect.fakestripe.web import (
    Asked,
    Receive,
    Said,
    Scope,
    Send,
    page,
    read,
    to,
    write,
)


class App:
    """An ASGI application over one shell."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        asked = await read(scope, receive)
        await write(send, self.answer(asked) if asked else _TOO_LONG)

    def answer(self, asked: Asked) -> Said:
        """Return the answer to a request."""
        if asked.path.startswith("/v1/"):
            return self._api(asked)
        for method, path, do in _WAYS:
            found = re.fullmatch(path, asked.path)
            if found and method == asked.method:
                return self._page(do, found[1] if found.groups() else "", asked)
        return page("<!doctype html><title>Not here</title>Not here", 404)

    def _page(self, do: "Way", name: str, asked: Asked) -> Said:
        try:
            with self._shell.turn() as now:
                return do(self._shell, name, asked, now)
        except Refusal as refused:
            return Said(refused.status, str(refused).encode(), "text/plain")

    def _api(self, asked: Asked) -> Said:
        trouble = self._shell.chaos.trouble()
        if trouble == "unreachable":
            return _BROKEN
        key = asked.headers.get("authorization", "").removeprefix("Bearer ")
        is_ours = hmac.compare_digest(key.encode(), self._shell.key.encode())
        is_get = asked.method == "GET"
        request = api.Request(
            method=asked.method,
            path=asked.path,
            form=asked.query if is_get else asked.body.decode("utf-8", "replace"),
            # Of buyers' programs any will do: what counts is the intent's own secret.
            key=key if is_ours or key.startswith("pk_test_") else "",
            idempotency_key=asked.headers.get("idempotency-key"),
        )
        with self._shell.turn() as now:
            said = api.answer(self._shell.fake, request, now)
        if trouble:
            return _BROKEN
        again = (("idempotent-replayed", "true"),) if said.is_again else ()
        return Said(said.status, said.body, "application/json", again)


Way = Callable[[Shell, str, Asked, int], Said]

_BROKEN = Said(500, b"{}", "application/json")
_TOO_LONG = Said(413, b"too long", "text/plain")


def _pay_page(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    session = sessions.expire_late(shell.fake, shell.fake.get(Session, name), now)
    if session.status != "open":
        return page(pages.closed_page(session))
    trouble = "Your bank did not know you. Nothing was paid." if asked.query else ""
    return _pay_form(session, trouble)


def _pay_form(session: Session, trouble: str) -> Said:
    shop = pages.origin(session.success_url)
    return page(pages.pay_page(session, trouble), forms_to=shop)


def _pay(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    session = shell.fake.get(Session, name)
    if session.status != "open":
        return to(f"/c/pay/{name}")
    number = _field(asked, "number")
    try:
        intent = sessions.pay(shell.fake, session, method_of(number), now)
    except Refusal as refused:
        return _pay_form(session, str(refused))
    if intent.status == "requires_action":
        return to(f"/c/3ds/{intent.id}")
    if intent.last_payment_error:
        return _pay_form(session, "Your card was declined. Try another one.")
    return to(_back(session))


def _bank_page(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    intent = shell.fake.get(Intent, name)
    if intent.status != "requires_action":
        return to(_after_bank(shell, intent))
    shop = pages.origin(intent.kept.return_url)
    return page(pages.bank_page(intent), forms_to=shop)


def _bank(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    intent = shell.fake.get(Intent, name)
    is_buyer = _field(asked, "is_buyer") == "yes"
    if intent.status != "requires_action":
        return to(_after_bank(shell, intent))
    if intent.kept.session:
        session = shell.fake.get(Session, intent.kept.session)
        sessions.authenticate(shell.fake, session, is_buyer, now)
    else:
        intents.authenticate(shell.fake, intent, is_buyer, now)
    return to(_after_bank(shell, intent))


def _after_bank(shell: Shell, intent: Intent) -> str:
    if not intent.kept.session:
        return intent.kept.return_url or "/"
    session = shell.fake.get(Session, intent.kept.session)
    is_open = session.status == "open"
    return f"/c/pay/{session.id}?declined" if is_open else _back(session)


def _back(session: Session) -> str:
    """Return where the shop awaits the buyer."""
    url = session.success_url.replace("{CHECKOUT_SESSION_ID}", session.id)
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._")


def _desk(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    return page(pages.desk_page(shell.fake, shell.keeper.waiting()))


def _finish(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    finish(shell.fake, shell.fake.get(Intent, name), now)
    return to("/")


def _dispute(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    intent = shell.fake.get(Intent, name)
    charge = shell.fake.get(Charge, intent.latest_charge or "")
    disputes.dispute(shell.fake, charge, "fraudulent", now)
    return to("/")


def _won(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    disputes.close(shell.fake, shell.fake.get(Dispute, name), True, now)
    return to("/")


def _lost(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    disputes.close(shell.fake, shell.fake.get(Dispute, name), False, now)
    return to("/")


def _fail(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    refunds.end(shell.fake, shell.fake.get(Refund, name), False, now)
    return to("/")


def _chaos(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    try:
        chances = msgspec.json.decode(asked.body, type=Chances)
    except msgspec.MsgspecError as error:
        return Said(400, str(error).encode(), "text/plain")
    shell.chaos = Chaos(int(asked.query or "0"), chances)
    return Said(200, b"{}", "application/json")


def _style(shell: Shell, name: str, asked: Asked, now: int) -> Said:
    return Said(200, pages.style(), "text/css")


def _field(asked: Asked, name: str) -> str:
    value = parse(asked.body.decode("utf-8", "replace")).get(name)
    return value if isinstance(value, str) else ""


_WAYS: tuple[tuple[str, str, Way], ...] = (
    ("GET", r"/c/pay/(\w+)", _pay_page),
    ("POST", r"/c/pay/(\w+)", _pay),
    ("GET", r"/c/3ds/(\w+)", _bank_page),
    ("POST", r"/c/3ds/(\w+)", _bank),
    ("GET", "/", _desk),
    ("GET", "/fake.css", _style),
    ("POST", r"/_fake/finish/(\w+)", _finish),
    ("POST", r"/_fake/dispute/(\w+)", _dispute),
    ("POST", r"/_fake/won/(\w+)", _won),
    ("POST", r"/_fake/lost/(\w+)", _lost),
    ("POST", r"/_fake/fail/(\w+)", _fail),
    ("POST", "/_fake/chaos", _chaos),
)
