import http.client
import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue

import pytest
import stripe

from connect.errors import FakeStripeError, GatewayAway
from connect.fakestripe.child import beside
from connect.fakestripe.place import Place, keep_place
from connect.fakestripe.serve import Wish, free_port
from connect.payments.gateway import Asked, AskedLine, PaymentGateway
from connect.payments.opening import open_gateway
from connect.payments.settings import PaymentSettings

Message = tuple[bytes, str]


def asked(key: str) -> Asked:
    return Asked(
        key=key,
        order_id=key,
        number="1001",
        payment_id=f"payment-of-{key}",
        amount_minor=2599,
        currency="EUR",
        email="ada@example.org",
        language="en",
        return_url="http://shop.test/orders/t/return",
        cancel_url="http://shop.test/orders/t",
        lines=(AskedLine('<b>"Pot" & lid</b>', 1, 2599),),
    )


@pytest.fixture
def gateway(served: Place, served_home: Path) -> PaymentGateway:
    made = open_gateway(served_home, PaymentSettings())
    assert made is not None
    return made


def post(place: Place, url: str, body: str) -> http.client.HTTPResponse:
    asked = http.client.HTTPConnection("127.0.0.1", place.port, timeout=10)
    with closing(asked):
        asked.request("POST", url.removeprefix(place.url), body)
        answer = asked.getresponse()
        answer.read()
        return answer


def get(place: Place, url: str) -> tuple[http.client.HTTPResponse, str]:
    asked = http.client.HTTPConnection("127.0.0.1", place.port, timeout=10)
    with closing(asked):
        asked.request("GET", url.removeprefix(place.url))
        answer = asked.getresponse()
        return answer, answer.read().decode()


def test_a_buyer_pays_on_the_page(served: Place, gateway: PaymentGateway) -> None:
    started = gateway.begin(asked("page"))
    paid = post(served, started.url or "", "number=4242+4242+4242+4242")
    assert paid.status == 303
    assert paid.headers["location"] == "http://shop.test/orders/t/return"
    assert gateway.look(started.reference).state == "succeeded"


def test_what_a_shop_says_is_escaped(served: Place, gateway: PaymentGateway) -> None:
    answer, text = get(served, gateway.begin(asked("escaped")).url or "")
    assert "&lt;b&gt;" in text
    assert "<b>" not in text
    assert (
        "form-action 'self' http://shop.test"
        in answer.headers["content-security-policy"]
    )


def test_a_real_number_is_refused_and_not_kept(
    served: Place, served_home: Path, gateway: PaymentGateway
) -> None:
    started = gateway.begin(asked("real"))
    assert post(served, started.url or "", "number=4111111111111111").status == 200
    assert gateway.look(started.reference).state == "asked"
    files = (served_home / "fakestripe").iterdir()
    assert not any(b"4111111111111111" in file.read_bytes() for file in files)


def test_only_who_has_the_key_may_ask(served: Place, gateway: PaymentGateway) -> None:
    started = gateway.begin(asked("key"))
    stranger = stripe.StripeClient("sk_test_other", base_addresses={"api": served.url})
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.checkout.sessions.retrieve(started.reference)


def test_a_fake_that_is_not_there_is_away(tmp_path: Path) -> None:
    keep_place(tmp_path, free_port(Wish(tmp_path)))
    gateway = open_gateway(tmp_path, PaymentSettings())
    assert gateway is not None
    with pytest.raises(GatewayAway):
        gateway.look("cs_test_1")


class Shop(HTTPServer):
    """Takes every second message."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.came: Queue[Message] = Queue()
        self.refused = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhooks/stripe"


class Taking(BaseHTTPRequestHandler):
    server: Shop

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        takes = self.server.refused > 0
        self.server.refused += 1
        self.send_response(200 if takes else 503)
        self.end_headers()
        if takes:
            self.server.came.put((raw, self.headers["Stripe-Signature"]))

    def log_message(self, *about: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_messages_come_signed_and_until_they_are_taken(
    tmp_path: Path, shop: Shop
) -> None:
    """Also over an end of the fake: what it did not get rid of is in its file."""
    with beside(Wish(tmp_path, webhook="http://127.0.0.1:9/nobody")) as place:
        gateway = open_gateway(tmp_path, PaymentSettings())
        assert gateway is not None
        started = gateway.begin(asked("hook"))
        post(place, started.url or "", "number=4242424242424242")
    with beside(Wish(tmp_path, webhook=shop.url)) as again:
        assert again == place
        events = [
            stripe.Webhook.construct_event(
                *shop.came.get(timeout=20), again.webhook_secret
            )
            for _ in range(4)
        ]
        assert shop.refused >= 5
        assert gateway.look(started.reference).state == "succeeded"
        assert gateway.begin(asked("new")).reference != started.reference
    assert {one.type for one in events} == {
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    }


def test_the_port_is_told_when_it_is_taken(tmp_path: Path, served: Place) -> None:
    with pytest.raises(FakeStripeError, match=f"cannot listen on .*{served.port}"):
        free_port(Wish(tmp_path, port=served.port))


def test_a_fake_that_dies_is_replaced_with_all_that_it_knew(tmp_path: Path) -> None:
    before = {one.pid for one in multiprocessing.active_children()}
    with beside(Wish(tmp_path)):
        gateway = open_gateway(tmp_path, PaymentSettings())
        assert gateway is not None
        started = gateway.begin(asked("killed"))
        (child,) = (
            one for one in multiprocessing.active_children() if one.pid not in before
        )
        child.kill()
        child.join()
        for _ in range(20):
            with suppress(GatewayAway):
                assert gateway.begin(asked("killed")) == started
                return
    raise AssertionError("nobody took its place")


def test_troubles_are_had_on_demand(served: Place, gateway: PaymentGateway) -> None:
    answer = post(served, "/_fake/chaos?7", '{"broken": 1.0}')
    assert answer.status == 200
    try:
        with pytest.raises(GatewayAway):
            gateway.begin(asked("broken"))
    finally:
        post(served, "/_fake/chaos", "{}")
    assert gateway.look(gateway.begin(asked("broken")).reference).state == "asked"
    assert post(served, "/_fake/chaos", '{"colour": 1}').status == 400
