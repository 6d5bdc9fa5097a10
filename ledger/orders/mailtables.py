"""The table of mails to buyers; migrations/ builds it."""

from datetime import datetime

from sqlalchemy import Column, Index, Named, Table, TypedColumns

from ledger.columns import Id, UtcTime
from ledger.tables import METADATA


class MailColumns(TypedColumns):
    """One mail from the moment on at which a server might have it; no address."""

    mail_id: Named[int] = Column(
        Id,
        primary_key=True,
        autoincrement=False,
        comment="The number of the work that asked for it",
    )
    order_id: Named[str] = Column(comment="About which order")
    template: Named[str] = Column(comment="What it says, as order_paid")
    state: Named[str] = Column(comment="handing_over, sent, refused or unsure")
    said: Named[str | None] = Column(comment="What the server said of it; no address")
    changed_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


mails = Table("mails", METADATA, MailColumns, comment="Mails to buyers")
Index("mails_order_id", mails.c.order_id)
