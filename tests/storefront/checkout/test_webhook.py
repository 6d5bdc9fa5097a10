"""What the gateway tells is believed when it is signed, and answered once it is written."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from litestar.testing import TestClient
from order_desk import Desk, shelve

from connect.fakestripe import sessions
from connect.fakestripe.core import FakeStripe
from connect.fakestripe.messages import message, signature
from connect.fakestripe.objects import Session
from connect.fakestripe.transport import WEBHOOK_SECRET, gateway_to
from connect.payments.gateway import Asked
from ledger.open import open_ledger
from ledger.orders.payments import begin_payment, name_payment
from ledger.orders.show import whole
from storefront.app import create_app
from storefront.settings import ShopSettings
from storefront.trade import Trade

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
T = int(NOW.timestamp())
VISA = "pm_card_visa"


class Shop:
    """A shop, its gateway, and who brings messages from the one to the other."""

    def __init__(self, client, ledger, fake):
        self.client, self.ledger, self.fake = client, ledger, fake
        self.gateway = gateway_to(fake, lambda: NOW)
        self.placed = 0

    def asked(self, *, is_named=True):
        """Return an order, and what the gateway calls its payment."""
        self.placed += 1
        with self.ledger.write() as connection:
            placed = Desk(connection, NOW).place(f"k{self.placed}")
            payment = begin_payment(connection, placed.order_id, "stripe", NOW)
        wish = Asked(
            key=payment.gateway_key,
            order_id=placed.order_id,
            number="1",
            payment_id=payment.payment_id,
            amount_minor=payment.amount_minor,
            currency="EUR",
            email="ann@buyer.test",
            language="de",
            return_url="http://shop.test/return",
            cancel_url="http://shop.test/back",
        )
        name = self.gateway.begin(wish).reference
        if is_named:
            self.name(payment, name)
        return placed.order_id, payment, name

    def name(self, payment, name):
        with self.ledger.write() as connection:
            name_payment(connection, payment.payment_id, name, NOW)

    def paid(self, **more):
        """Return an order that was paid, its payment, and the message of it."""
        order_id, payment, name = self.asked(**more)
        sessions.pay(self.fake, self.fake.get(Session, name), VISA, T)
        return order_id, payment, message(self.fake.fresh()[-1])

    def tell(self, raw, signed=None, at=T, secret=WEBHOOK_SECRET):
        head = signature(raw, secret, at) if signed is None else signed
        return self.client.post(
            "/webhooks/stripe", content=raw, headers={"stripe-signature": head}
        ).status_code

    def order(self, order_id):
        with self.ledger.read() as connection:
            return whole(connection, order_id)

    def state(self, order_id):
        return self.order(order_id).order["state"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    home, fake = tmp_path_factory.mktemp("told"), FakeStripe()
    with open_ledger(home) as ledger:
        with ledger.write() as connection:
            shelve(connection, NOW)
            connection.exec_driver_sql("UPDATE stock SET on_hand = NULL")
        trade = Trade(gateway=lambda: gateway_to(fake, lambda: NOW))
        app = create_app(
            home, ShopSettings(limits=False), clock=lambda: NOW, trade=trade
        )
        with TestClient(app, base_url="http://127.0.0.1:8000") as client:
            yield Shop(client, ledger, fake)


def changed(raw, **more):
    """Return a message that says something else beside what it says."""
    return msgspec.json.encode(msgspec.json.decode(raw) | more)


@pytest.mark.requirement(14)
def test_a_message_of_a_payment_makes_its_order_paid_once(shop):
    order_id, _, raw = shop.paid()
    assert [shop.tell(raw), shop.tell(raw)] == [200, 200]
    assert shop.state(order_id) == "paid"
    kinds = [one["kind"] for one in shop.order(order_id).events]
    assert kinds == ["begun", "payment_came", "paid"]


@pytest.mark.requirement(14)
def test_another_message_of_the_same_payment_changes_nothing(shop):
    order_id, _, raw = shop.paid()
    shop.tell(raw)
    before = shop.order(order_id)
    assert shop.tell(changed(raw, id="evt_other")) == 200
    assert shop.order(order_id) == before


@pytest.mark.requirement(14)
@pytest.mark.parametrize("signed", ["", "t=1,v1=00", "v1=00", f"t={T}"])
def test_a_message_that_is_not_signed_by_the_gateway_changes_nothing(shop, signed):
    order_id, _, raw = shop.paid()
    assert shop.tell(raw, signed) == 400
    assert shop.tell(raw, secret="whsec_mine") == 400
    assert shop.tell(changed(raw, id="x"), signature(raw, WEBHOOK_SECRET, T)) == 400
    assert shop.state(order_id) == "pending"


@pytest.mark.requirement(14)
@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_message_of_another_time_changes_nothing(shop, minutes):
    order_id, _, raw = shop.paid()
    at = int((NOW + timedelta(minutes=minutes)).timestamp())
    assert shop.tell(raw, at=at) == 400
    assert shop.state(order_id) == "pending"


@pytest.mark.requirement(14)
def test_a_payment_that_is_not_known_yet_is_told_again(shop):
    order_id, payment, raw = shop.paid(is_named=False)
    assert shop.tell(raw) == 409
    name = msgspec.json.decode(raw)["data"]["object"]["id"]
    shop.name(payment, name)
    assert shop.tell(raw) == 200
    assert shop.state(order_id) == "paid"


@pytest.mark.requirement(14)
def test_a_message_for_another_account_or_in_another_mode_changes_nothing(shop):
    order_id, _, raw = shop.paid()
    assert shop.tell(changed(raw, account="acct_other")) == 200
    assert shop.tell(changed(raw, livemode=True)) == 200
    assert shop.state(order_id) == "pending"


@pytest.mark.requirement(14)
def test_a_message_of_an_unknown_kind_is_true_and_nothing_to_us(shop):
    assert shop.tell(changed(shop.paid()[2], type="customer.created")) == 200


@pytest.mark.requirement(14)
def test_another_sum_than_was_asked_is_held(shop):
    order_id, _, raw = shop.paid()
    said = msgspec.json.decode(raw)
    said["data"]["object"]["amount_total"] -= 1
    assert shop.tell(msgspec.json.encode(said)) == 200
    order = shop.order(order_id).order
    assert (order["state"], order["held_reason"]) == ("paid", "amount")


def test_what_is_signed_and_cannot_be_read_is_told_again(shop):
    assert shop.tell(b"{") == 422
    assert shop.tell(changed(shop.paid()[2], data={"object": {}})) == 422


def test_a_message_as_large_as_no_message_is_is_refused(shop):
    assert shop.tell(b" " * 64_001) == 413


def test_a_ledger_that_cannot_be_written_makes_it_come_again(shop, monkeypatch):
    order_id, _, raw = shop.paid()
    with monkeypatch.context() as patch:
        patch.setattr("storefront.checkout.webhook.settle_facts", refuse)
        assert shop.tell(raw) == 503
    assert shop.tell(raw) == 200
    assert shop.state(order_id) == "paid"


def refuse(*_):
    from ledger.errors import LedgerBusy

    raise LedgerBusy("another writer holds the ledger")


def test_neither_origin_nor_cookie_is_asked_for_or_given(shop):
    head = {"origin": "https://elsewhere.test", "sec-fetch-site": "cross-site"}
    raw = shop.paid()[2]
    head["stripe-signature"] = signature(raw, WEBHOOK_SECRET, T)
    answer = shop.client.post("/webhooks/stripe", content=raw, headers=head)
    assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
