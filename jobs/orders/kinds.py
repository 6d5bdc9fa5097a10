"""The kinds of work that orders' money and goods ask for, for the one place of kinds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jobs.orders.goods import supplier_order_kind, sweep_kind
from jobs.orders.money import reconcile_kind, refund_kind
from jobs.work.kinds import Kind

if TYPE_CHECKING:
    from connect.payments.gateway import PaymentGateway
    from jobs.kinds import Bench


def trade_kinds(bench: "Bench") -> Iterator[Kind]:
    """Yield the kinds; the gateway is opened by whoever needs it, each time anew."""

    def till() -> "PaymentGateway | None":
        from connect.payments.opening import open_gateway

        return open_gateway(bench.home, bench.settings.payments)

    yield refund_kind(bench.ledger, till, _now)
    yield reconcile_kind(bench.ledger, till, _now)
    yield supplier_order_kind(_now)
    yield sweep_kind(bench.ledger, _now)


def _now() -> datetime:
    return datetime.now(UTC)
