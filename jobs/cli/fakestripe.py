"""`harvestman fakestripe`: a Stripe that moves no money, for trying things."""

import click

from connect.fakestripe.place import Place
from connect.fakestripe.serve import Wish, run
from jobs.cli.call import Call, with_call


@click.command(
    epilog="""\b
Examples:
  harvestman fakestripe
  harvestman fakestripe --port 9100 --webhook http://127.0.0.1:8000/webhooks/stripe

`harvestman serve` and `harvestman demo` start one by themselves where no key is set; this
is for a shop that is served otherwise, and for programs of your own."""
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The port.  [default: payments.fake_port, the last one, or a free one]",
)
@click.option("--webhook", metavar="URL", help="Where its messages go.")
@with_call(makes_home=True)
def fakestripe(call: Call, port: int | None, webhook: str | None) -> None:
    """Play Stripe on loopback until Ctrl-C: its API, its pay page, its messages."""
    wish = Wish(call.home, port or call.settings.payments.fake_port, webhook)
    run(wish, lambda place: _say(call, place))


def _say(call: Call, place: Place) -> None:
    facts = {"url": place.url, "key": place.key, "secret": place.webhook_secret}
    call.answer(
        facts,
        f"A fake Stripe is at {place.url} (Ctrl-C ends it; no money moves)\n"
        f"Its key is {place.key}\nIts messages are signed by {place.webhook_secret}",
    )
