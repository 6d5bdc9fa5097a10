"""Where the gateway tells what came of payments, refunds and disputes.

It is answered with 200 once the ledger has committed what follows. Anything else makes the
gateway say it again later: what is not known here yet, or cannot be written now. A message
that is forged, of another time or unreadable says why in one line.
"""

import asyncio

import structlog
from litestar import Response, post
from litestar.enums import MediaType

from connect.errors import ConnectError, GatewayAway, WebhookForged, WebhookTooOld
from connect.payments.settling import settle_facts
from ledger.errors import LedgerError
from ledger.orders.errors import PaymentUnknown, RefundUnknown
from storefront.pages.visit import Asked
from storefront.parts import Parts

log = structlog.get_logger()

_SIGNED = "stripe-signature"


@post("/webhooks/stripe", media_type=MediaType.TEXT, status_code=200)
async def hear_stripe(request: Asked) -> Response[str]:
    """Heed one message."""
    parts: Parts = request.app.state.parts
    signature = request.headers.get(_SIGNED, "")
    raw = await request.body()
    # The ledger is waited for, and the gateway may be asked for a name.
    status, said = await asyncio.to_thread(_heard, parts, raw, signature)
    return Response(said, status_code=status, media_type=MediaType.TEXT)


def _heard(parts: Parts, raw: bytes, signature: str) -> tuple[int, str]:
    """Return the status and the words of the answer."""
    if parts.gateway is None:
        return 503, "no payments are taken here now"
    now = parts.clock()
    try:
        facts = parts.gateway.heed(raw, signature, now)
        with parts.ledger.write() as connection:
            is_news = settle_facts(connection, facts, now)
    except (ConnectError, LedgerError) as error:
        log.warning("webhook_refused", error=type(error).__name__, why=str(error))
        return _refusal(error)
    log.info("webhook_heard", facts=type(facts).__name__, news=is_news)
    return 200, "heard"


def _refusal(error: Exception) -> tuple[int, str]:
    if isinstance(error, WebhookForged):
        return 400, "the signature is not ours"
    if isinstance(error, WebhookTooOld):
        return 400, "the message is of another time"
    if isinstance(error, PaymentUnknown | RefundUnknown):
        return 409, "it is not known here, or not yet"
    if isinstance(error, GatewayAway | LedgerError):
        return 503, "it cannot be written now"
    return 422, "the message cannot be read"


HANDLERS = (hear_stripe,)
