r"""Mails to buyers: none is sent twice, and one of which nobody knows waits for a person.

    (no row) --> handing_over --> sent
       ^              |  \------> refused --> handing_over: it was not sent, for sure
       |              v
     asked         unsure --a person asks again--> handing_over

`handing_over` is committed before the last byte goes to a server. Whoever finds it later
cannot tell whether the buyer has the mail, and never sends it by itself: the row becomes
unsure, and a job is put that is given up already, for a person to retry or to drop.
"""

from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ledger.line import put_given_up
from ledger.orders.mailtables import mails
from ledger.work import Work

MailState = Literal["handing_over", "sent", "refused", "unsure"]


class Mail(msgspec.Struct, frozen=True):
    """Which mail it is; `again` where a person wants one sent that may be there."""

    mail_id: int
    order_id: str
    template: str
    again: bool = False


def mail_state(connection: Connection, mail_id: int) -> MailState | None:
    """Return what is known of a mail; None while no server can have it."""
    return connection.scalar(_STATE, {"of": mail_id})


def begin_mail(connection: Connection, mail: Mail, now: datetime) -> bool:
    """Note that a mail is being handed over; False where another did, or it is sent."""
    row = {"mail_id": mail.mail_id, "order_id": mail.order_id}
    row |= {"template": mail.template, "state": "handing_over", "said": None}
    may = ["refused", *(["unsure"] if mail.again else [])]
    statement = _BEGIN[connection.dialect.name]
    begun = connection.execute(statement, {**row, "changed_at": now, "may": may})
    return begun.first() is not None


def end_mail(
    connection: Connection,
    mail_id: int,
    state: Literal["sent", "refused"],
    said: str,
    now: datetime,
) -> None:
    """Note what became of a mail that was being handed over, if it was."""
    row = {"of": mail_id, "state": state, "said": said, "changed_at": now}
    connection.execute(_END, row)


def doubt_mail(
    connection: Connection, mail: Mail, payload: dict[str, Any], now: datetime
) -> None:
    """Leave a mail of which nobody knows to a person: a job that is given up already."""
    row = {"of": mail.mail_id, "state": "unsure", "changed_at": now}
    if connection.execute(_DOUBT, row).rowcount != 1:
        return
    again = Work("mail", {**payload, "mail": mail.mail_id})
    said = (
        f"nobody knows whether the buyer has mail {mail.mail_id} ({mail.template}): its"
        " worker ended, or the server was lost, while it was handed over; the log of the"
        f" mail server may show <{mail.mail_id}.{mail.order_id}@...>. Retry this job to"
        " send the mail again, or drop it to leave it at that"
    )
    put_given_up(connection, again, said, now)


_of = mails.c.mail_id == bindparam("of")
_STATE = select(mails.c.state).where(_of)
_BEGIN = {
    name: made.on_conflict_do_update(
        index_elements=["mail_id"],
        set_={
            "state": made.excluded.state,
            "said": made.excluded.said,
            "changed_at": made.excluded.changed_at,
        },
        where=mails.c.state.in_(bindparam("may", expanding=True)),
    ).returning(mails.c.mail_id)
    for name, made in (
        ("postgresql", postgresql.insert(mails)),
        ("sqlite", sqlite.insert(mails)),
    )
}
_END = update(mails).where(_of, mails.c.state != "sent")
_DOUBT = update(mails).where(_of, mails.c.state == "handing_over")
