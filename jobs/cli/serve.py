"""`harvestman serve`: the shop, from the catalogue that is published."""

from functools import partial

import click
import msgspec

from jobs.cli.call import Call, log_to, with_call
from jobs.merchant import as_said
from ledger.open import open_ledger
from storefront.settings import ShopSettings


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
@with_call()
def serve(call: Call, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the shop until Ctrl-C."""
    serve_shop(call, shop_settings(call, host, port, workers))


def shop_settings(
    call: Call, host: str | None, port: int | None, workers: int | None = None
) -> ShopSettings:
    """Return the shop's settings, the merchant's word below and the call's over them."""
    given = {"host": host, "port": port, "workers": workers}
    changed = {name: value for name, value in given.items() if value is not None}
    with open_ledger(call.home, call.settings.ledger) as ledger:
        shop = as_said(call.home, call.settings, ledger).shop
    return msgspec.structs.replace(shop, **changed)


def serve_shop(call: Call, settings: ShopSettings) -> None:
    """Serve the shop and say where it is once it answers."""
    from storefront.serve import serve as serve_pages

    def ready() -> None:
        call.say(f"The shop is open: {settings.address} (Ctrl-C closes it)")

    in_worker = partial(log_to, call.settings, call.run_id)
    serve_pages(call.home, settings, ready, in_worker, call.settings.ledger)
