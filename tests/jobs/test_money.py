import dataclasses
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import stripe

from connect.errors import GatewayUnusable
from connect.payments.opening import open_gateway
from connect.payments.settings import PaymentSettings
from jobs.cli.call import make_call
from jobs.cli.money import money_beside, say_money
from storefront.settings import ShopSettings

PROGRAM = str(Path(sys.executable).with_name("harvestman"))


def test_without_a_key_stripe_is_played_beside_the_shop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = make_call(tmp_path, as_json=False)
    assert open_gateway(tmp_path, call.settings.payments) is None
    with money_beside(call, ShopSettings()):
        gateway = open_gateway(tmp_path, call.settings.payments)
        say_money(call)
    assert gateway is not None
    assert gateway.is_test
    said = capsys.readouterr().out
    assert (
        f"Test mode: no money moves; payments are played at {gateway.pay_origins[0]}"
        in said
    )


def test_with_a_key_nothing_is_played(tmp_path: Path) -> None:
    call = make_call(tmp_path, as_json=False)
    payments = PaymentSettings(stripe_key="sk_live_a", webhook_secret="whsec_a")
    real = msgspec.structs.replace(call.settings, payments=payments)
    keyed = dataclasses.replace(call, settings=real)
    with money_beside(keyed, ShopSettings()):
        assert not (tmp_path / "fakestripe").exists()
        say_money(keyed)


def test_stripe_is_played_until_it_is_told_to_stop(tmp_path: Path) -> None:
    command = [PROGRAM, "fakestripe", "--home", str(tmp_path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        said = msgspec.json.decode(running.stdout.readline(), type=dict[str, str])
        client = stripe.StripeClient(said["key"], base_addresses={"api": said["url"]})
        assert client.v1.refunds.list().data == []
        running.terminate()
        assert running.wait(20) == 0


@pytest.mark.parametrize(
    ("key", "secret", "missing"),
    [("sk_live_a", "", "webhook_secret"), ("", "whsec_a", "stripe_key")],
)
def test_half_of_the_secrets_is_refused_at_the_start(
    tmp_path: Path, key: str, secret: str, missing: str
) -> None:
    settings = PaymentSettings(stripe_key=key, webhook_secret=secret)
    with pytest.raises(GatewayUnusable, match=f"payments.{missing} is not"):
        open_gateway(tmp_path, settings)


@pytest.mark.parametrize(
    ("key", "is_test"), [("rk_live_a", False), ("sk_test_a", True)]
)
def test_with_a_key_stripe_itself_takes_the_money(
    tmp_path: Path, key: str, is_test: bool
) -> None:
    settings = PaymentSettings(stripe_key=key, webhook_secret="whsec_a")
    gateway = open_gateway(tmp_path, settings)
    assert gateway is not None
    assert gateway.is_test is is_test
    assert gateway.pay_origins == ("https://checkout.stripe.com",)


def test_the_settings_say_nothing_secret() -> None:
    settings = PaymentSettings(
        stripe_key="sk_live_canary", webhook_secret="whsec_canary"
    )
    assert "canary" not in repr(settings)
