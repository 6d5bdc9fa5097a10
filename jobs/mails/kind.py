"""The work of sending one mail to a buyer.

    compose -> connect, all but the last line -> note `handing_over` -> last line -> note

What fails before that note is tried again, as it was not sent. Who finds the note and no
end of it leaves the mail to a person (ledger/orders/mails.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import structlog

from connect.mail.errors import MailAway, MailRefused, MailUnfit, MailUnsure
from connect.mail.folder import keep
from connect.mail.letters import Attached, Envelope
from connect.mail.letters import letter as as_mail
from connect.mail.server import hand_over
from jobs.errors import BadSetting
from jobs.kinds import Bench
from jobs.merchant import as_said
from jobs.work.kinds import Effect, Kind, LastingError, PassingError, Task
from lake.salt import home_salt
from ledger.orders.invoices import invoices_of
from ledger.orders.mails import Mail, begin_mail, doubt_mail, end_mail, mail_state
from ledger.orders.show import Whole, whole
from storefront.letters.told import LETTERS
from storefront.letters.written import About, letter
from storefront.pages.templates import Templates
from storefront.papers.pdf import pdf
from storefront.settings import ShopSettings

if TYPE_CHECKING:
    from email.message import EmailMessage

    from sqlalchemy import Connection

log = structlog.get_logger()
MAIL = "mail"
_FIRST_WAIT_S, _LIMIT_S = 30.0, 300.0
_NOBODY = "shop@localhost"


class Asked(msgspec.Struct, frozen=True):
    """What the work says; `mail` is set where a person sends one again."""

    template: str
    order_id: str
    language: str | None = None
    mail: int | None = None


class _NotOurs(Exception):
    """Another worker has the mail in hand, or had."""


def mail_kind(bench: Bench) -> Kind:
    """Return the kind of work that writes to buyers."""
    mail = bench.settings.mail
    if mail.host and "@" not in mail.sender:
        raise BadSetting(
            f"mail.sender = {mail.sender!r}: expected an address, as shop@shop.example,"
            " since mail.host is set"
        )
    return Kind(
        MAIL, partial(send, bench), first_wait_s=_FIRST_WAIT_S, limit_s=_LIMIT_S
    )


def send(bench: Bench, task: Task) -> Effect | None:
    """Send one mail, unless it is sent, or may be."""
    asked = _asked(task)
    number = asked.mail or task.number
    mail = Mail(number, asked.order_id, asked.template, again=asked.mail is not None)
    with bench.ledger.read() as connection:
        state = mail_state(connection, number)
        order = whole(connection, mail.order_id)
    if state == "sent" or (state == "unsure" and not mail.again):
        return None
    if state == "handing_over":
        return partial(_doubt, mail, task.payload)
    if order is None:
        raise LastingError(f"there is no order {mail.order_id} to write about")
    if not order.order["email"]:
        log.info("mail.nobody", order=mail.order_id, template=mail.template)
        return None
    with _failing(bench, number):
        return _deliver(bench, mail, _letter(bench, mail, order, task.payload), task)


def _asked(task: Task) -> Asked:
    try:
        asked = msgspec.convert(task.payload, Asked)
    except msgspec.ValidationError as error:
        raise LastingError(f"this work asks for no mail: {error}") from None
    if asked.template not in LETTERS:
        known = ", ".join(sorted(LETTERS))
        raise LastingError(f"there is no letter {asked.template!r}: there are {known}")
    return asked


def _letter(
    bench: Bench, mail: Mail, order: Whole, payload: dict[str, Any]
) -> "EmailMessage":
    said = as_said(bench.home, bench.settings, bench.ledger)
    now = _now()
    about = About(
        template=mail.template,
        order=order,
        salt=home_salt(bench.home),
        now=now,
        language=payload.get("language"),
        more=payload,
        attached=_papers(bench, mail, payload),
    )
    envelope = Envelope(
        sender=said.mail.sender or _NOBODY,
        name=said.shop.name,
        to=order.order["email"],
        mail_id=f"{mail.mail_id}.{mail.order_id}",
        at=now,
    )
    return as_mail(letter(_templates(said.shop), about), envelope)


def _papers(bench: Bench, mail: Mail, payload: dict[str, Any]) -> tuple[Attached, ...]:
    """Return the invoice with the first mail, and a credit note with its refund's."""
    source = {
        "order_paid": mail.order_id,
        "order_refunded": payload.get("refund_id"),
    }.get(mail.template)
    with bench.ledger.read() as connection:
        issued = invoices_of(connection, mail.order_id) if source else []
    papers = [one for one in issued if one.source_id == source][:1]
    return tuple(Attached(f"{one.number}.pdf", pdf(one)) for one in papers)


@lru_cache(2)
def _templates(settings: ShopSettings) -> Templates:
    return Templates(settings)


def _deliver(
    bench: Bench, mail: Mail, made: "EmailMessage", task: Task
) -> Effect | None:
    settings = bench.settings.mail
    if not settings.host:
        keep(bench.home, f"{mail.mail_id:08d}-{mail.template}", made)
        return partial(_kept, mail)
    try:
        hand_over(settings.server, made, partial(_begin, bench, mail))
    except _NotOurs:
        return None
    except MailUnsure:
        return partial(_doubt, mail, task.payload)
    # At once, and not with the row of the work: its lease may be over.
    _end(bench, mail.mail_id, "sent", "")
    return None


@contextmanager
def _failing(bench: Bench, number: int) -> Iterator[None]:
    """Note of a mail that it was not sent, and say whether to try again."""
    try:
        yield
    except MailAway as error:
        _end(bench, number, "refused", str(error))
        raise PassingError(str(error)) from None
    except (MailRefused, MailUnfit) as error:
        _end(bench, number, "refused", str(error))
        raise LastingError(str(error)) from None


def _begin(bench: Bench, mail: Mail) -> None:
    with bench.ledger.write() as connection:
        if not begin_mail(connection, mail, _now()):
            raise _NotOurs


def _end(
    bench: Bench, number: int, state: Literal["sent", "refused"], said: str
) -> None:
    with bench.ledger.write() as connection:
        end_mail(connection, number, state, said, _now())


def _kept(mail: Mail, connection: "Connection") -> None:
    begin_mail(connection, mail, _now())
    end_mail(connection, mail.mail_id, "sent", "kept as a file", _now())


def _doubt(mail: Mail, payload: dict[str, Any], connection: "Connection") -> None:
    doubt_mail(connection, mail, payload, _now())
    log.warning("mail.unsure", mail=mail.mail_id, order=mail.order_id)


def _now() -> datetime:
    return datetime.now(UTC)
