"""The settings of taking money, as jobs/settings.py hands them over."""

from typing import Annotated

import msgspec
from msgspec import Meta


class PaymentSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """How buyers pay."""

    stripe_key: Annotated[
        str,
        Meta(
            description="Stripe's secret key, sk_... or rk_...; without one the shop is in"
            " test mode and no money moves.",
            pattern="^((sk|rk)_(test|live)_[A-Za-z0-9_]+)?$",
            extra={"secret": True},
        ),
    ] = ""
    webhook_secret: Annotated[
        str,
        Meta(
            description="The secret by which Stripe signs its messages to"
            " /webhooks/stripe, whsec_....",
            pattern=r"^(whsec_\S+)?$",
            extra={"secret": True},
        ),
    ] = ""
    methods: Annotated[
        tuple[str, ...],
        Meta(
            description="The ways of paying, as in card, sepa_debit; without any, those"
            " that Stripe's own settings allow."
        ),
    ] = ()
    statement: Annotated[
        str,
        Meta(
            description="What is put behind the shop's name on buyers' statements.",
            pattern=r"""^([A-Za-z0-9 .-]*[A-Za-z][A-Za-z0-9 .-]*)?$""",
            max_length=22,
        ),
    ] = ""
    url: Annotated[
        Annotated[str, Meta(pattern=r"^https?://[^\s/]+$")] | None,
        Meta(
            description="Another address of Stripe's API, for a server that plays it."
        ),
    ] = None
    fake_port: Annotated[
        int,
        Meta(
            description="The port of the Stripe that is played in test mode; 0 takes a"
            " free one.",
            ge=0,
            le=65535,
        ),
    ] = 0

    def __repr__(self) -> str:
        """Say nothing secret."""
        return f"PaymentSettings(has_key={bool(self.stripe_key)}, url={self.url!r})"
