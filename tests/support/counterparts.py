"""Who plays Stripe in a test: our fake, localstripe, or Stripe's own test mode."""

from typing import Any

import msgspec
import stripe

from connect.payments.gateway import PaymentGateway

VISA = "pm_card_visa"


class Counterpart(msgspec.Struct, frozen=True):
    """One who is asked by our gateway, and by buyers through Stripe's SDK."""

    gateway: PaymentGateway
    buyer: stripe.StripeClient
    # Of a card whose bank asks again.
    # Knows no lists of what is allowed; Stripe wants an address to go back to without.
    is_old: bool = False
    asked_again: str = "pm_card_authenticationRequired"
    declined: str = "pm_card_visa_chargeDeclined"

    def intent(self, method: str = VISA, currency: str = "eur") -> str:
        """Make an intent with a way of paying; localstripe takes none later."""
        form: dict[str, Any] = {
            "amount": 2599,
            "currency": currency,
            "payment_method": method,
        }
        if not self.is_old:
            form["allowed_payment_method_types"] = ["card"]
        return self._ask("/v1/payment_intents", form)["id"]

    def confirm(self, reference: str, **form: Any) -> str:
        """Confirm an intent as a buyer's program does; return its status."""
        return self._ask(f"/v1/payment_intents/{reference}/confirm", form)["status"]

    def paid(self, currency: str = "eur") -> str:
        """Make an intent that is paid."""
        reference = self.intent(currency=currency)
        assert self.confirm(reference) == "succeeded"
        return reference

    def _ask(self, path: str, form: dict[str, Any]) -> dict[str, str]:
        said = self.buyer.raw_request("post", path, **form)
        return msgspec.json.decode(said.body, type=dict)
