"""Invoices add up, are numbered without a gap, and stay as they were issued."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from order_desk import Desk, piece
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from ledger.orders.closing import cancel
from ledger.orders.errors import RefundRefused
from ledger.orders.invoices import gaps, invoice, invoices_of
from ledger.orders.invoicesaid import Party
from ledger.orders.invoicetables import invoices
from ledger.orders.paid import release
from ledger.orders.people import erase_buyers, held_of_buyers
from ledger.orders.refunded import RefundFacts, settle_refund
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.seller import keep_seller
from ledger.orders.totals import Rate, Terms
from ledger.orders.wish import Buyer

VAT, BOOKS = Rate("VAT", 190_000), Rate("VAT", 70_000)
CANADA = Rate("GST", 50_000), Rate("QST", 99_750)


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def back(desk, order_id, key, *lines, state="done", **more):
    """Have a refund asked for and answered."""
    wish = RefundWish(
        key=key,
        order_id=order_id,
        actor="1",
        lines=tuple(Back(*line) for line in lines),
        **more,
    )
    made = refund(desk.connection, wish, desk.now)
    if state:
        say(desk, made.refund_id, state)
    return made


def say(desk, refund_id, state):
    settle_refund(desk.connection, RefundFacts(refund_id, state, "re"), desk.now)


def issued(desk, order_id):
    return invoices_of(desk.connection, order_id)


def sums(said):
    """Return each tax of a paper, less than nothing where it takes back."""
    sign = {"invoice": 1, "credit_note": -1, "reversal": 1}[said.kind]
    found = Counter({"total": sign * said.total_minor})
    for tax in said.taxes:
        found[tax.name, tax.rate_ppm] += sign * tax.amount_minor
        found["base", tax.name, tax.rate_ppm] += sign * tax.base_minor
    return found


def left(desk, order_id):
    """Return what all papers of an order come to together, by name; nothing is left out."""
    found = Counter()
    for one in issued(desk, order_id):
        found.update(sums(one.said))
    return {name: amount for name, amount in found.items() if amount}


def test_an_order_that_is_paid_has_its_invoice(desk):
    keep_seller(desk.connection, Party(("Pots Ltd", "Elm 2"), ("VAT DE1",)), desk.now)
    lines = piece("HV-POT", 2, rates=(VAT,)), piece("HV-BOOK", rates=(BOOKS,))
    terms = Terms(discount_minor=98, shipping_minor=490, shipping_rates=(VAT,))
    order = desk.paid("k", *lines, terms=terms)
    (one,) = issued(desk, order.order_id)
    said = one.said
    assert (one.kind, one.number[:5]) == ("invoice", "2026-")
    assert said.seller.lines == ("Pots Ltd", "Elm 2")
    assert one.buyer.lines[0] == "Ann Buyer"
    goods = sum(line.total_minor for line in said.lines)
    assert goods - said.discount_minor + said.shipping_minor == said.total_minor
    assert said.tax_minor == sum(tax.amount_minor for tax in said.taxes)
    assert [tax.rate_ppm for tax in said.taxes] == [190_000, 70_000]
    assert said.total_minor == order.total_minor


def test_taxes_on_top_of_prices_are_added(desk):
    lines = piece("HV-POT", 2, rates=CANADA), piece("HV-PAN", rates=CANADA)
    terms = Terms(prices_include_tax=False, shipping_minor=1000, shipping_rates=CANADA)
    (one,) = issued(desk, desk.paid("k", *lines, terms=terms).order_id)
    said = one.said
    goods = sum(line.total_minor for line in said.lines)
    assert goods + said.shipping_minor + said.tax_minor == said.total_minor
    assert [tax.name for tax in said.taxes] == ["GST", "QST"]


def test_what_is_not_accepted_has_no_invoice(desk):
    free = desk.place("free", piece("HV-LID"), terms=Terms(discount_minor=500))
    held = desk.place("held")
    desk.pay(held.order_id, "pi_held", amount_minor=held.total_minor - 1)
    open_ = desk.place("open")
    for order in (free, held, open_):
        assert issued(desk, order.order_id) == []
    release(desk.connection, held.order_id, "1", desk.now)
    assert len(issued(desk, held.order_id)) == 1


def test_money_that_came_twice_goes_back_without_a_credit_note(desk):
    order = desk.place("k")
    desk.begin(order.order_id, "pi_1")
    desk.say("pi_1", state="failed")
    desk.begin(order.order_id, "pi_2")
    desk.say("pi_2")
    desk.say("pi_1")
    (asked,) = desk.order(order.order_id).refunds
    say(desk, asked["refund_id"], "done")
    assert [one.kind for one in issued(desk, order.order_id)] == ["invoice"]
    back(desk, order.order_id, "r", (1, 1))
    assert left(desk, order.order_id) == {}


def test_a_cancelled_order_has_a_credit_note_of_all_once_its_money_is_back(desk):
    lines = piece("HV-POT", 2, rates=(VAT,)), piece("HV-BOOK", rates=(BOOKS,))
    order = desk.paid("k", *lines)
    cancel(desk.connection, order.order_id, "why not", "1", desk.now)
    assert len(issued(desk, order.order_id)) == 1
    (asked,) = desk.order(order.order_id).refunds
    say(desk, asked["refund_id"], "done")
    assert [one.kind for one in issued(desk, order.order_id)] == [
        "invoice",
        "credit_note",
    ]
    assert left(desk, order.order_id) == {}


def test_a_refund_that_fails_after_all_has_its_credit_note_reversed(desk):
    order = desk.paid("k", piece("HV-POT", 2, rates=(VAT,)))
    whole = left(desk, order.order_id)
    made = back(desk, order.order_id, "r", (1, 1))
    assert left(desk, order.order_id) != whole
    say(desk, made.refund_id, "failed")
    say(desk, made.refund_id, "failed")
    assert left(desk, order.order_id) == whole
    back(desk, order.order_id, "again", (1, 2))
    assert left(desk, order.order_id) == {}


def test_what_went_back_while_an_order_was_held_is_credited_at_its_release(desk):
    order = desk.place("k", piece("HV-POT", 2))
    desk.pay(order.order_id, "pi_k", amount_minor=order.total_minor + 3)
    back(desk, order.order_id, "r", extra_minor=3)
    back(desk, order.order_id, "s", (1, 1))
    release(desk.connection, order.order_id, "1", desk.now)
    _, note = issued(desk, order.order_id)
    assert note.said.total_minor == 1999


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["line", "line", "extra", "shipping"]),
        st.integers(1, 3),
        st.integers(1, 3),
        st.sampled_from(["done", "done", "failed", "undone"]),
    ),
    max_size=8,
)
RATES = st.sampled_from([(), (VAT,), (BOOKS,), CANADA])


@settings(max_examples=8)
@given(
    rates=st.tuples(RATES, RATES, RATES),
    terms=st.builds(
        Terms,
        prices_include_tax=st.booleans(),
        discount_minor=st.integers(0, 2000),
        shipping_minor=st.integers(0, 900),
        shipping_rates=RATES,
    ),
    moves=MOVES,
)
def test_credit_notes_never_exceed_their_invoice_and_all_of_them_come_to_it(
    shop, rates, terms, moves
):
    skus = ("HV-POT", 3), ("HV-LID", 2), ("HV-BOOK", 1)
    lines = [piece(*one, rates=of) for one, of in zip(skus, rates, strict=True)]
    with shop.writer.connect() as connection, connection.begin() as transaction:
        desk = Desk(connection, NOW)
        order = desk.paid("k", *lines, terms=terms)
        for number, move in enumerate(moves):
            try_back(desk, order.order_id, str(number), move)
            assert all(amount >= 0 for amount in left(desk, order.order_id).values())
        rest = desk.order(order.order_id).order
        if whole := rest["paid_minor"] - rest["refunded_minor"]:
            back(desk, order.order_id, "rest", extra_minor=whole)
        assert left(desk, order.order_id) == {}
        assert gaps(connection) == []
        transaction.rollback()


def try_back(desk, order_id, key, move):
    """Have so much of one line, of shipping or of the rest go back, where it may."""
    what, line, pieces, state = move
    more = {"extra": {"extra_minor": 37 * pieces}, "shipping": {"shipping_minor": 111}}
    lines = [(line, pieces)] if what == "line" else []
    try:
        with desk.connection.begin_nested():
            made = back(desk, order_id, key, *lines, state=None, **more.get(what, {}))
    except RefundRefused:
        return
    if state != "failed":
        say(desk, made.refund_id, "done")
    if state != "done":
        say(desk, made.refund_id, "failed")


def test_what_was_issued_is_never_changed(desk, connection):
    desk.paid("k")
    for statement in (
        update(invoices).values(total_minor=1),
        update(invoices).values(said={}),
        delete(invoices),
    ):
        with pytest.raises(DBAPIError), connection.begin_nested():
            connection.execute(statement)
    connection.execute(update(invoices).values(buyer={}))


def test_a_clock_that_jumps_back_gives_no_number_an_earlier_day(desk):
    first = desk.paid("a")
    desk.now -= timedelta(days=20)
    second = desk.paid("b", piece("HV-PAN"))
    days = [issued(desk, one.order_id)[0].issued_at for one in (first, second)]
    assert days == [NOW, NOW]


def test_each_year_begins_anew(desk):
    desk.paid("a")
    desk.now += timedelta(days=400)
    (one,) = issued(desk, desk.paid("b", piece("HV-PAN")).order_id)
    assert one.number == "2027-000001"
    assert invoice(desk.connection, "2027-000001") == one
    assert invoice(desk.connection, "2027-000002") is None


def test_a_business_that_owes_the_tax_is_named_with_its_number(desk):
    evidence = {"tax": "reverse_charge", "vat": "FR40303265045"}
    buyer = Buyer(email="ann@buyer.test", country="FR", evidence=evidence)
    (one,) = issued(desk, desk.paid("k", buyer=buyer).order_id)
    assert one.said.buyer_owes_tax
    assert one.buyer.numbers == ("FR40303265045",)


def test_no_more_of_a_tax_goes_back_than_was_asked(desk):
    lines = piece("HV-POT", rates=(VAT,)), piece("HV-BOOK", rates=(BOOKS,))
    order_id = desk.paid("k", *lines).order_id
    back(desk, order_id, "goodwill", extra_minor=800)
    back(desk, order_id, "pot", (1, 1))
    after = left(desk, order_id)
    assert ("VAT", 190_000) not in after
    assert min(after.values()) > 0
    back(desk, order_id, "rest", extra_minor=100)
    assert left(desk, order_id) == {}


def test_an_invoice_says_to_whom_it_was_issued_also_when_its_buyer_is_erased(desk):
    order_id = desk.paid("k").order_id
    (given_out,) = held_of_buyers(desk.connection, [order_id])["invoices"]
    erase_buyers(desk.connection, [order_id])
    back(desk, order_id, "r", (1, 1))
    for one in issued(desk, order_id):
        assert one.buyer.lines[0] == given_out["buyer"]["lines"][0] == "Ann Buyer"
