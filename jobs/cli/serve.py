"""`harvestman serve`: the shop, from the catalogue that is published."""

from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from connect.payments.opening import open_gateway
from jobs.cli.beside import worker_beside
from jobs.cli.call import Call, log_to, with_call
from jobs.cli.money import money_beside, say_money
from jobs.cli.user import say_console
from jobs.merchant import as_said, keep_seller_of
from jobs.settings import Settings, given
from ledger import profile
from ledger.open import open_ledger
from storefront import opening
from storefront.settings import ShopSettings
from storefront.trade import Trade

if TYPE_CHECKING:
    from storefront.console.platform import Platform


@click.command(
    epilog="\b\nExamples:\n  harvestman serve\n  harvestman serve --port 8080 --workers 2"
)
@click.option("--host", help="The address to listen on.  [default: shop.host]")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="The port.  [default: shop.port]"
)
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Processes.  [default: shop.workers]"
)
@click.option(
    "--no-work", is_flag=True, help="Do nothing beside: another process works."
)
@with_call()
def serve(
    call: Call,
    host: str | None,
    port: int | None,
    workers: int | None,
    no_work: bool,
) -> None:
    """Serve the shop until Ctrl-C, and do what waits and what is scheduled."""
    shop = shop_settings(call, host, port, workers)
    with (
        money_beside(call, shop),
        nullcontext() if no_work else worker_beside(call),
    ):
        serve_shop(call, shop)


def shop_settings(
    call: Call, host: str | None, port: int | None, workers: int | None = None
) -> ShopSettings:
    """Return the shop's settings, the merchant's word below and the call's over them."""
    asked = {"host": host, "port": port, "workers": workers}
    changed = {name: value for name, value in asked.items() if value is not None}
    with open_ledger(call.home, call.settings.ledger) as ledger:
        said = as_said(call.home, call.settings, ledger)
        keep_seller_of(said, ledger, datetime.now(UTC))
    return msgspec.structs.replace(said.shop, **changed)


def serve_shop(call: Call, settings: ShopSettings, *, tries: bool = False) -> None:
    """Serve the shop and say where it is once it answers.

    Who only `tries` it gets a link into the console at each start.
    """
    from storefront.serve import serve as serve_pages

    def ready() -> None:
        call.say(f"The shop is open: {settings.address} (Ctrl-C closes it)")
        say_money(call)
        if way_in := _way_in(call):
            call.say(
                f"It is new: say its name, currency and country at"
                f" {settings.address}{way_in} (works once)"
            )
        say_console(call, settings.address, always=tries)

    in_worker = partial(_prepare, call.home, call.settings, call.run_id)
    serve_pages(call.home, settings, ready, in_worker, trade_of(call))


def trade_of(call: Call) -> Trade:
    """Return what the shop sells with."""
    return Trade(
        ledger=call.settings.ledger,
        selling=call.settings.selling,
        gateway=partial(open_gateway, call.home, call.settings.payments),
    )


def _prepare(home: Path, settings: Settings, run_id: str) -> "Platform":
    from jobs.console import platform

    log_to(settings, run_id)
    return platform(home, settings)


def _way_in(call: Call) -> str | None:
    """Return the address of the merchant's first page, while it was not filled in."""
    with open_ledger(call.home, call.settings.ledger) as ledger, ledger.read() as said:
        is_set = profile.read(said).is_set
    if is_set:
        opening.end(call.home)
        return None
    decided = (
        name for name in ("name", "currency") if f"shop.{name}" in given(call.home)
    )
    return opening.begin(call.home, tuple(decided))
