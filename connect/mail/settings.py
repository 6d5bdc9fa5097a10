"""The settings of mails to buyers, as jobs/settings.py hands them over."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from connect.mail.server import MailServer

Security = Literal["starttls", "tls", "none"]


class MailSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """How buyers get mails."""

    host: Annotated[
        str,
        Meta(
            description="The server that sends mails to buyers; without one they are kept"
            " as files in the home folder, under mail/."
        ),
    ] = ""
    port: Annotated[int, Meta(description="Its port.", ge=1, le=65535)] = 587
    security: Annotated[
        Security, Meta(description="How the way to that server is guarded.")
    ] = "starttls"
    user: Annotated[str, Meta(description="Who logs in there; empty for nobody.")] = ""
    password: Annotated[
        str, Meta(description="The password for it.", extra={"secret": True})
    ] = ""
    sender: Annotated[
        str,
        Meta(
            description="The address that these mails are from; it belongs to the shop's"
            " own domain."
        ),
    ] = ""

    @property
    def server(self) -> MailServer:
        """Where and how to hand letters over."""
        return MailServer(self.host, self.port, self.security, self.user, self.password)

    def __repr__(self) -> str:
        shown = {**msgspec.structs.asdict(self), "password": "set"}
        told = (f"{name}={value!r}" for name, value in shown.items() if value)
        return f"MailSettings({', '.join(told)})"
