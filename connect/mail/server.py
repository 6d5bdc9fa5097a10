"""Hand a letter to a mail server, and know afterwards whether it has it.

    connect, login, sender, recipients, DATA, all but the last line   not sent, for sure
    last_word(): whoever asked notes that the letter is on its way
    the last line, and the server's answer                             sent, or refused
    lost in between                                                    MailUnsure

A server takes a letter with its last line and not before (RFC 5321, 4.1.1.4), so there
is one moment of which nobody can say later what became of it, and it is a short one.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import getaddresses
from typing import Literal

import msgspec

from connect.mail.errors import MailAway, MailRefused, MailUnfit, MailUnsure
from connect.mail.letters import plain_address

TIMEOUT_S = 20.0
_BYE_S = 2.0
_GO_ON, _TAKEN, _LASTING = 354, 250, 500
# A line that is one dot ends a letter, so lines that begin with one get another.
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
_DOTS = re.compile(rb"(?m)^\.")


class MailServer(msgspec.Struct, frozen=True):
    """A server, and how it is reached."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port})"


def hand_over(
    server: MailServer,
    letter: EmailMessage,
    last_word: Callable[[], None] = lambda: None,
) -> None:
    """Send a letter to all that it names; return once the server has it.

    What `last_word` raises keeps the letter from being sent.
    """
    with _session(server) as session:
        with _named(server):
            _say_whom(session, letter)
            answer = session.docmd("DATA")
            if answer[0] != _GO_ON:
                raise smtplib.SMTPDataError(*answer)
            session.send(_lines(session, letter))
        last_word()
        try:
            session.send(b".\r\n")
            code, said = session.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnsure(
                f"{server.host} was lost while it took a mail ({error}): it may have it"
            ) from None
        if code != _TAKEN:
            raise _refusal(server, code, said)


@contextmanager
def _session(server: MailServer) -> Iterator[smtplib.SMTP]:
    with _named(server):
        session = _connected(server)
    try:
        with _named(server):
            if server.user:
                session.login(server.user, server.password)
        yield session
    except BaseException:
        # In the midst of a letter a server would take QUIT for a line of it.
        session.close()
        raise
    # Whatever it says to that changes nothing of what it took before.
    with suppress(OSError, smtplib.SMTPException):
        if session.sock is not None:
            session.sock.settimeout(_BYE_S)
        session.quit()
    session.close()


def _connected(server: MailServer) -> smtplib.SMTP:
    place = server.host, server.port
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(*place, timeout=TIMEOUT_S, context=context)
    session = smtplib.SMTP(*place, timeout=TIMEOUT_S)
    if server.security == "starttls":
        try:
            session.starttls(context=ssl.create_default_context())
        except BaseException:
            session.close()
            raise
    return session


def _say_whom(session: smtplib.SMTP, letter: EmailMessage) -> None:
    """Name sender and recipients; one that is taken is enough."""
    session.ehlo_or_helo_if_needed()
    sender, *others = (plain_address(one) for one in _addresses(letter))
    options = []
    if not all(one.isascii() for one in (sender, *others)):
        if not session.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("addresses with such letters")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    answer = session.mail(sender, options)
    if answer[0] != _TAKEN:
        raise smtplib.SMTPResponseException(*answer)
    refused = {one: answer for one in others if (answer := session.rcpt(one))[0] > 251}
    if len(refused) == len(others):
        raise smtplib.SMTPRecipientsRefused(refused)


def _addresses(letter: EmailMessage) -> list[str]:
    found = [
        [one for _, one in getaddresses([str(letter[name])]) if "@" in one]
        for name in ("From", "To")
    ]
    if not all(found):
        raise MailUnfit(f"a mail names no {'recipient' if found[0] else 'sender'}")
    return [found[0][0], *found[1]]


def _lines(session: smtplib.SMTP, letter: EmailMessage) -> bytes:
    is_wide = not all(one.isascii() for one in _addresses(letter))
    wire = WIRE.clone(utf8=is_wide and session.has_extn("smtputf8"))
    said = letter.as_bytes(policy=wire)
    if not said.endswith(b"\r\n"):
        said += b"\r\n"
    return _DOTS.sub(b"..", said)


@contextmanager
def _named(server: MailServer) -> Iterator[None]:
    """Say of what fails whether it may go well later; nothing was sent by then."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        codes = {code for code, _ in refused.recipients.values()}
        said = f"all recipients refused: {codes}"
        raise _refusal(server, min(codes), said.encode()) from None
    except smtplib.SMTPResponseException as error:
        raise _refusal(server, error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefused(f"{server.host}: {error}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailAway(f"{server.host} is not reached: {error}") from None
    except ValueError as error:
        raise MailUnfit(
            f"addresses, user or password cannot be sent: {type(error).__name__}"
        ) from None


def _refusal(
    server: MailServer, code: int, said: bytes | str
) -> MailAway | MailRefused:
    told = said if isinstance(said, str) else said.decode("utf-8", "replace")
    # What it says stands in logs and in the queue, and it may quote the address.
    told = _ADDRESS.sub("(address)", told)
    kind = MailRefused if code >= _LASTING else MailAway
    return kind(f"{server.host} said {code}: {told[:200]!r}")
