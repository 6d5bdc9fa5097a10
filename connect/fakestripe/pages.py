"""The pages of the fake: paying, the bank that asks again, and a desk behind them."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connect.fakestripe.core import FakeStripe
from connect.fakestripe.methods import SHOWN
from connect.fakestripe.objects import Charge, Dispute, Intent, Refund, Session
from connect.payments.amounts import from_stripe

_FOLDER = Path(__file__).parent / "templates"
_MOST_SHOWN = 50
# As many decimals as people write, which are not always those of Stripe's sums.
_DECIMALS = {0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF VND VUV XAF XOF XPF"}
_DECIMALS[3] = "BHD IQD JOD KWD LYD OMR TND"


def pay_page(session: Session, trouble: str = "") -> str:
    """Return the page on which a session is paid."""
    shown = [one for one in SHOWN if one.kind in session.payment_method_types]
    return _render("pay.html", session=session, shown=shown, trouble=trouble)


def closed_page(session: Session) -> str:
    """Return what is shown of a session that is paid or over."""
    return _render("closed.html", session=session)


def bank_page(intent: Intent) -> str:
    """Return the page of the bank that asks whether it is its customer."""
    return _render("bank.html", intent=intent)


def desk_page(fake: FakeStripe, waiting: int) -> str:
    """Return what there is, and what can be made to happen."""
    return _render(
        "desk.html",
        intents=list(fake.every(Intent))[:_MOST_SHOWN],
        charges=list(fake.every(Charge))[:_MOST_SHOWN],
        refunds=list(fake.every(Refund))[:_MOST_SHOWN],
        disputes=list(fake.every(Dispute))[:_MOST_SHOWN],
        waiting=waiting,
    )


def style() -> bytes:
    """Return the style of all pages."""
    return (_FOLDER / "fake.css").read_bytes()


def origin(url: str | None) -> str:
    """Return where an address lies, as a policy names it."""
    place = urlsplit(url or "")
    return f"{place.scheme}://{place.netloc}" if place.netloc else ""


def money(amount: int, currency: str) -> str:
    """Return a sum as people write it."""
    code = currency.upper()
    places = next((n for n, codes in _DECIMALS.items() if code in codes), 2)
    worth = Decimal(from_stripe(amount, code)).scaleb(-places)
    return str(format_currency(worth, code, locale="en"))


def _render(name: str, **facts: Any) -> str:
    return _templates().get_template(name).render(facts)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined
    )
    made.filters["money"] = money
    return made
