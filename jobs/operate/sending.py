"""Tell people: a mail by their own server, or a signed POST to their own address."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPRedirectHandler,
    ProxyHandler,
    Request,
    build_opener,
)

from connect.errors import SecretMalformed
from connect.hooks.signing import signature
from connect.mail.errors import MailAway, MailRefused, MailUnfit, MailUnsure
from connect.mail.server import MailServer, hand_over
from jobs.operate.settings import AlertsSettings
from jobs.work.kinds import LastingError, PassingError

_TIMEOUT_S = 20.0
_WORDS = {"begun": "began", "lasts": "lasts", "ended": "has ended", "test": "is a test"}


class NotTaken(PassingError):
    """An address does not take a message now; it may say when to come again."""

    def __init__(self, said: str, retry_after_s: float | None = None) -> None:
        super().__init__(said)
        self.retry_after_s = retry_after_s


def channels(settings: AlertsSettings) -> list[str]:
    """Return by which ways people can be told."""
    found = []
    if settings.mail_to and settings.smtp_host:
        found.append("mail")
    if settings.webhook:
        found.append("webhook")
    return found


def send(settings: AlertsSettings, payload: dict[str, Any]) -> None:
    """Tell what `payload` says by its channel, or raise what says whether to try again."""
    if payload["channel"] not in channels(settings):
        raise LastingError(
            f"alerts by {payload['channel']} are not set up any more; drop this job"
        )
    _SENDERS[payload["channel"]](settings, payload)


def mail(settings: AlertsSettings, payload: dict[str, Any]) -> None:
    """Send a mail; what a server refuses for good is not tried again."""
    server = MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password,
    )
    try:
        hand_over(server, _letter(settings, payload))
    except (MailAway, MailUnsure) as error:
        # An alert that comes twice is told by its id; one that never comes is worse.
        raise PassingError(str(error)) from None
    except MailRefused as error:
        raise LastingError(str(error)) from None
    except (MailUnfit, ValueError) as error:
        raise LastingError(
            f"alerts.mail_to, mail_from, smtp_user or smtp_password cannot be sent:"
            f" {type(error).__name__}"
        ) from None


def post(settings: AlertsSettings, payload: dict[str, Any]) -> None:
    """POST it as JSON, signed as Standard Webhooks has it; redirects are refused."""
    body = json.dumps({"type": f"alert.{payload['what']}", "data": _data(payload)})
    request = Request(  # noqa: S310 - the setting allows http and https alone
        settings.webhook, body.encode(), _headers(settings, payload["id"], body)
    )
    opener = build_opener(ProxyHandler({}), _NoRedirect)
    try:
        with opener.open(request, timeout=_TIMEOUT_S):
            return
    except HTTPError as error:
        with error:
            raise _http_refusal(error) from None
    except (URLError, OSError, HTTPException) as error:
        raise PassingError(f"the webhook is not reached: {_why(error)}") from None


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow none: the secret's owner gave one address."""
        return


def _letter(settings: AlertsSettings, payload: dict[str, Any]) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = f"Harvestman: {payload['rule']} {_WORDS[payload['what']]}"
    letter["From"] = settings.mail_from or settings.mail_to[0]
    letter["To"] = ", ".join(settings.mail_to)
    # A server that was away gets them late: readers sort by when it was.
    letter["Date"] = format_datetime(datetime.fromisoformat(_at(payload)))
    letter["Message-ID"] = f"<{payload['id']}@harvestman>"
    letter.set_content(
        f"{payload['rule']} {_WORDS[payload['what']]}.\n\n"
        f"value:  {payload['value']:g}\n"
        f"since:  {payload['since']}\n"
        f"home:   {payload['home']}\n\n"
        "harvestman status      what is wrong, and what to do\n"
        "harvestman alerts list the rules, and which of them hold\n"
    )
    return letter


def _headers(settings: AlertsSettings, message: str, body: str) -> dict[str, str]:
    now = str(int(datetime.now(UTC).timestamp()))
    found = {
        "Content-Type": "application/json",
        "User-Agent": "harvestman",
        "webhook-id": message,
        "webhook-timestamp": now,
    }
    if settings.webhook_secret:
        secret = settings.webhook_secret
        try:
            signed = signature(secret, message, now, body.encode())
        except SecretMalformed as error:
            raise LastingError(f"alerts.webhook_secret: {error}") from None
        found["webhook-signature"] = signed
    return found


def _data(payload: dict[str, Any]) -> dict[str, Any]:
    said = {name: payload[name] for name in ("rule", "value", "since", "home")}
    return {**said, "at": _at(payload)}


def _at(payload: dict[str, Any]) -> str:
    """Return when it was; what waits since an earlier version does not say."""
    return str(payload.get("at", payload["since"]))


def _why(error: Exception) -> str:
    """Return what went wrong; what quotes the address or the answer is only named."""
    return type(error).__name__ if isinstance(error, HTTPException) else str(error)


def _http_refusal(error: HTTPError) -> Exception:
    said = f"the webhook answered {error.code}"
    if error.code == HTTPStatus.GONE:
        return LastingError(f"{said}: nobody is there any more")
    if HTTPStatus(300) <= error.code < HTTPStatus(400):
        return LastingError(f"{said}: give alerts.webhook the address it leads to")
    wait = error.headers.get("Retry-After", "")
    return NotTaken(said, min(float(wait), 86_400.0) if wait.isdigit() else None)


_SENDERS: dict[str, Callable[[AlertsSettings, dict[str, Any]], None]] = {
    "mail": mail,
    "webhook": post,
}
