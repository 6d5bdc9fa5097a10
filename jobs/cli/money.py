"""Who takes the money of a shop that a command serves; in test mode, a fake beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from connect.fakestripe.child import beside
from connect.fakestripe.place import find_place
from connect.fakestripe.serve import Wish
from connect.payments.opening import open_gateway
from jobs.cli.call import Call, log_to
from storefront.serve import reached_at
from storefront.settings import ShopSettings

WEBHOOK = "/webhooks/stripe"


@contextmanager
def money_beside(call: Call, shop: ShopSettings) -> Iterator[None]:
    """Play Stripe until the end of the block, where no key says who else takes it."""
    payments = call.settings.payments
    # Refused here, and not again and again in each process.
    open_gateway(call.home, payments)
    if payments.stripe_key:
        yield
        return
    host = reached_at(shop)
    url = f"http://{f'[{host}]' if ':' in host else host}:{shop.port}{WEBHOOK}"
    wish = Wish(call.home, payments.fake_port, url)
    with beside(wish, partial(log_to, call.settings, call.run_id)):
        yield


def say_money(call: Call) -> None:
    """Say that nothing is really paid, where that is so."""
    place = None if call.settings.payments.stripe_key else find_place(call.home)
    if place is not None:
        call.say(f"Test mode: no money moves; payments are played at {place.url}")
