"""What can go wrong in connect/; each class names one fact.

Passing and lasting troubles are told apart: who asked tries again after the one, and tells
a person of the other.
"""


class ConnectError(Exception):
    """Something outside could not be reached or used; its text says what and why."""


class GatewayAway(ConnectError):
    """The payment gateway did not answer, or not sensibly: asking again may help."""


class GatewayRefused(ConnectError):
    """The payment gateway will not do what it was asked, however often it is asked."""

    def __init__(self, said: str, code: str | None = None) -> None:
        super().__init__(said)
        self.code = code


class GatewayUnusable(ConnectError):
    """The settings for the payment gateway cannot work as they are."""


class WebhookForged(ConnectError):
    """A message is not signed with the secret that the gateway and we share."""


class WebhookTooOld(ConnectError):
    """A message is signed, but at another time than now: it may be a replay."""


class WebhookUnreadable(ConnectError):
    """A message is signed, but says nothing that can be read."""


class FakeStripeError(ConnectError):
    """The fake Stripe cannot start, or cannot be told what it was told."""


class HookUnreachable(ConnectError):
    """A message found nobody who took it: sending it again may help."""


class AddressPrivate(ConnectError):
    """A message was to go to an address that is not of the open internet."""


class SecretMalformed(ConnectError):
    """A secret cannot sign anything."""
