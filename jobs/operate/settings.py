"""The settings of alerts, as jobs/settings.py hands them over."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

_SECRETS = frozenset({"smtp_password", "webhook", "webhook_secret"})


class AlertsSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """When people are told that something is wrong, and how."""

    rules: Annotated[
        tuple[str, ...],
        Meta(
            description="What people are told of, such as `queue.parked > 0 for 10m`;"
            " docs/operate.md lists what can be asked."
        ),
    ] = (
        "queue.parked > 0",
        "stage.failed > 0",
        "freshness.publish_hours > 24",
        "disk.free_gb < 5 for 5m",
    )
    look_every_s: Annotated[
        float,
        Meta(
            description="How many seconds are between two looks whether a rule holds.",
            ge=5,
            le=3600,
        ),
    ] = 60.0
    mail_to: Annotated[
        tuple[str, ...], Meta(description="Who gets a mail; empty for nobody.")
    ] = ()
    mail_from: Annotated[str, Meta(description="Whom these mails are from.")] = ""
    smtp_host: Annotated[str, Meta(description="The server that sends mails.")] = ""
    smtp_port: Annotated[int, Meta(description="Its port.", ge=1, le=65535)] = 587
    smtp_security: Annotated[
        Literal["starttls", "tls", "none"],
        Meta(description="How the way to that server is guarded."),
    ] = "starttls"
    smtp_user: Annotated[
        str, Meta(description="Who logs in there; empty for nobody.")
    ] = ""
    smtp_password: Annotated[
        str,
        Meta(description="The password for it.", extra={"secret": True}),
    ] = ""
    webhook: Annotated[
        str,
        Meta(
            description="An address that gets each alert as JSON, by POST.",
            pattern=r"^$|^https?://[^\s]+$",
            extra={"secret": True},
        ),
    ] = ""
    webhook_secret: Annotated[
        str,
        Meta(
            description="What these are signed with, as Standard Webhooks has it:"
            " whsec_ and base64.",
            pattern=r"^$|^whsec_[A-Za-z0-9+/]{32,88}={0,2}$",
            extra={"secret": True},
        ),
    ] = ""

    def __repr__(self) -> str:
        shown = (
            f"{name}={'set' if name in _SECRETS else repr(value)}"
            for name, value in msgspec.structs.asdict(self).items()
            if value
        )
        return f"AlertsSettings({', '.join(shown)})"
