"""A letter: what it says as text and as HTML, and what is attached, in the form of mail."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses

import msgspec

from connect.mail.errors import MailUnfit

# What most servers turn into several lines, some refuse to take as one.
_QUOTED = "quoted-printable"


class Attached(msgspec.Struct, frozen=True):
    """A file that goes with a letter."""

    name: str
    content: bytes
    kind: str = "application/pdf"


class Written(msgspec.Struct, frozen=True):
    """What a letter says, whoever gets it."""

    subject: str
    text: str
    html: str
    attached: tuple[Attached, ...] = ()


class Envelope(msgspec.Struct, frozen=True):
    """From whom to whom, and under which id, by which a repeat is told."""

    sender: str
    name: str
    to: str
    mail_id: str
    at: datetime


def letter(written: Written, envelope: Envelope) -> EmailMessage:
    """Return the letter as mail servers take it."""
    made = EmailMessage()
    sender = _address(envelope.sender, envelope.name)
    made["Subject"] = " ".join(written.subject.split())
    made["From"] = sender
    made["To"] = _address(envelope.to)
    made["Date"] = format_datetime(envelope.at)
    made["Message-ID"] = f"<{envelope.mail_id}@{sender.domain}>"
    # Answers of machines, as of people who are away, are not asked for.
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(written.text, cte=_QUOTED)
    made.add_alternative(written.html, subtype="html", cte=_QUOTED)
    for one in written.attached:
        main, _, sub = one.kind.partition("/")
        made.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return made


def plain_address(address: str) -> str:
    """Return an address whose domain every server can read."""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise MailUnfit("the domain of an address in a mail is none") from None


def _address(text: str, name: str = "") -> Address:
    named = getaddresses([text])
    if len(named) != 1:
        raise MailUnfit("a mail goes to one address at a time")
    said, found = named[0]
    user, _, domain = plain_address(found).rpartition("@")
    try:
        return Address(" ".join((said or name).split()), user, domain)
    except (ValueError, IndexError):
        raise MailUnfit("an address in a mail is none") from None
