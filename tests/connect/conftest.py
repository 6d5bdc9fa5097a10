"""Counterparts that play Stripe, each in a process of its own and one for a whole run."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import stripe
from counterparts import Counterpart

from connect.fakestripe.child import beside
from connect.fakestripe.place import Place
from connect.fakestripe.serve import Wish
from connect.payments.opening import open_gateway
from connect.payments.settings import PaymentSettings

# localstripe takes the money of the usual one: it is declined by customers alone.
_DECLINED = "pm_card_chargeCustomerFail"
KEY = os.environ.get("HARVESTMAN_PAYMENTS_STRIPE_KEY", "")


@pytest.fixture(scope="session")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home whose fake is served."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def served(served_home: Path) -> Iterator[Place]:
    """Where our fake is served."""
    with beside(Wish(served_home)) as place:
        yield place


@pytest.fixture(scope="session")
def ours(served: Place, served_home: Path) -> Counterpart:
    """Our fake."""
    gateway = open_gateway(served_home, PaymentSettings())
    assert gateway is not None
    buyer = stripe.StripeClient(served.key, base_addresses={"api": served.url})
    return Counterpart(gateway, buyer)


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counterpart]:
    """localstripe, which others wrote; it is asked over its port and never imported."""
    folder = tmp_path_factory.mktemp("localstripe")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "localstripe",
        "--from-scratch",
        "--port",
        str(port),
    ]
    with subprocess.Popen(
        command,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _await(port, process)
            yield _foreign(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def real() -> Counterpart:
    """Stripe's own test mode, for whoever has a key."""
    if "_test_" not in KEY:
        pytest.skip("HARVESTMAN_PAYMENTS_STRIPE_KEY holds no key of Stripe's test mode")
    settings = PaymentSettings(stripe_key=KEY, webhook_secret="whsec_none")
    gateway = open_gateway(Path("/nowhere"), settings)
    assert gateway is not None
    return Counterpart(gateway, stripe.StripeClient(KEY))


@pytest.fixture(
    params=["ours", "foreign", pytest.param("real", marks=pytest.mark.live)]
)
def counterpart(request: pytest.FixtureRequest) -> Counterpart:
    """Each of them."""
    made: Counterpart = request.getfixturevalue(request.param)
    return made


def _foreign(url: str) -> Counterpart:
    key = "sk_test_12345"
    buyer = stripe.StripeClient(key, base_addresses={"api": url})
    card = {"number": "4000002500003155", "exp_month": 12, "exp_year": 2040}
    method = {"type": "card", "card": card | {"cvc": "123"}}
    made = buyer.v1.payment_methods.create(method)  # type: ignore[arg-type]
    settings = PaymentSettings(stripe_key=key, webhook_secret="whsec_none", url=url)
    gateway = open_gateway(Path("/nowhere"), settings)
    assert gateway is not None
    return Counterpart(
        gateway, buyer, is_old=True, asked_again=made.id, declined=_DECLINED
    )


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise RuntimeError("localstripe did not start")
