from datetime import datetime, timedelta

import msgspec
import pytest
from order_desk import Desk, piece
from sqlalchemy import func, select

from ledger.grants.deciding import renew, revoke
from ledger.grants.granting import LASTS, MOST, TELL_EVERY, Ready, ask_editions, grant
from ledger.grants.rights import File, Right, download_token, rights_of
from ledger.grants.tables import grants
from ledger.grants.uses import count_use, uses_of
from ledger.orders.errors import OrderHeld, OrderUnknown
from ledger.orders.paid import keep_back, release
from ledger.orders.people import erase_buyers, held_of_buyers
from ledger.orders.refunded import RefundFacts, settle_refund
from ledger.orders.refundlines import Back
from ledger.orders.refunds import Refund, RefundWish, refund

SIZE = 1_000
WHOLE = range(SIZE)


def ready(order_id: str, line: int = 1, edition: str = "edition-1") -> Ready:
    return Ready(
        order_id=order_id,
        line=line,
        token_hash=f"hash of {order_id} {line}",
        generated_key="aaaaaaaa00000001",
        edition=edition,
        files=(File("pdf", "d1", SIZE), File("epub", "d2", SIZE)),
    )


def book(desk: Desk, key: str = "k", quantity: int = 1) -> str:
    """Sell a book, and make it ready."""
    order_id = desk.paid(key, piece("HV-BOOK", quantity)).order_id
    assert grant(desk.connection, ready(order_id), desk.now) == "granted"
    return order_id


def right(desk: Desk, order_id: str, now: datetime | None = None) -> Right:
    (found,) = rights_of(desk.connection, order_id, now or desk.now)
    return found


def taken(
    desk: Desk, order_id: str, part: range = WHOLE, now: datetime | None = None
) -> bool:
    one = right(desk, order_id, now)
    return count_use(desk.connection, one, "pdf", part, now or desk.now)


def back(desk: Desk, order_id: str, **what: object) -> Refund:
    facts = {"key": "back", "order_id": order_id, "actor": "1"} | what
    return refund(desk.connection, msgspec.convert(facts, RefundWish), desk.now)


def mails(desk: Desk) -> list[str]:
    return [facts["template"] for kind, facts in desk.works() if kind == "mail"]


def test_a_book_is_granted_once_told_of_once_and_ends_its_order(desk):
    order_id = book(desk)
    assert grant(desk.connection, ready(order_id), desk.now) == "known"
    assert mails(desk) == ["order_paid", "download_ready"]
    assert desk.state(order_id) == "delivered"
    one = right(desk, order_id)
    assert (one.standing, one.left, one.expires_at) == ("open", MOST, desk.now + LASTS)


def test_an_order_with_a_pot_in_it_is_not_delivered_by_its_book(desk):
    order = desk.paid("k", piece("HV-POT"), piece("HV-BOOK"))
    grant(desk.connection, ready(order.order_id, 2), desk.now)
    assert desk.state(order.order_id) == "paid"
    assert "download_ready" in mails(desk)


def test_a_line_that_is_sent_cannot_be_downloaded(desk):
    order = desk.paid("k", piece("HV-POT"), piece("HV-BOOK"))
    with pytest.raises(OrderUnknown, match="no digital line 1"):
        grant(desk.connection, ready(order.order_id, 1), desk.now)


def test_of_an_order_that_is_held_nothing_is_granted_before_its_release(desk):
    order = desk.paid("k", piece("HV-BOOK"))
    keep_back(desk.connection, order.order_id, "fraud", "clock", desk.now)
    with pytest.raises(OrderHeld):
        grant(desk.connection, ready(order.order_id), desk.now)
    release(desk.connection, order.order_id, "1", desk.now)
    assert grant(desk.connection, ready(order.order_id), desk.now) == "granted"


def test_an_order_that_nobody_paid_grants_nothing(desk):
    order = desk.place("k", piece("HV-BOOK"))
    assert grant(desk.connection, ready(order.order_id), desk.now) == "over"
    assert rights_of(desk.connection, order.order_id, desk.now) == []


def test_each_download_counts_until_there_are_no_more(desk):
    order_id = book(desk, quantity=2)
    assert [taken(desk, order_id) for _ in range(2 * MOST + 1)].count(True) == 2 * MOST
    assert right(desk, order_id).standing == "spent"
    assert len(uses_of(desk.connection, order_id)) == 2 * MOST


def test_a_download_that_goes_on_counts_once_also_when_it_was_the_last(desk):
    order_id = book(desk)
    for _ in range(MOST):
        taken(desk, order_id, range(400))
    assert taken(desk, order_id, range(400, SIZE))
    assert taken(desk, order_id, range(700, SIZE))
    assert not taken(desk, order_id)
    last = uses_of(desk.connection, order_id)[-1]
    assert (last.parts, last.asked_bytes) == (3, 1_300)


def test_parts_are_no_way_around_the_count(desk):
    order_id = book(desk)
    for _ in range(10):
        taken(desk, order_id, range(1, SIZE))
    assert right(desk, order_id).used == 5
    later = desk.now + timedelta(hours=25)
    taken(desk, order_id, range(900, SIZE), later)
    assert right(desk, order_id).used == 6


def test_after_its_time_a_right_is_over_and_a_person_can_renew_it(desk):
    order_id, later = book(desk), desk.now + LASTS
    assert right(desk, order_id, later).standing == "expired"
    assert not taken(desk, order_id, now=later)
    assert renew(desk.connection, order_id, 1, "1", later)
    assert taken(desk, order_id, now=later)


def test_what_a_person_took_back_is_handed_out_no_more(desk):
    order_id = book(desk)
    assert revoke(desk.connection, order_id, 1, "1", desk.now)
    assert not revoke(desk.connection, order_id, 1, "1", desk.now)
    assert right(desk, order_id).standing == "revoked"
    assert not taken(desk, order_id)
    assert "grant_revoked" in desk.events(order_id)


def test_money_that_was_asked_back_ends_a_right_and_a_failed_refund_brings_it_back(
    desk,
):
    order_id = book(desk)
    asked = back(desk, order_id, lines=[Back(1, 1)])
    assert right(desk, order_id).standing == "refunded"
    assert not taken(desk, order_id)
    failed = RefundFacts(asked.refund_id, "failed")
    settle_refund(desk.connection, failed, desk.now)
    release(desk.connection, order_id, "1", desk.now)
    assert right(desk, order_id).standing == "open"


def test_all_the_money_back_ends_a_right_whatever_it_was_asked_for(desk):
    order_id = book(desk)
    back(desk, order_id, extra_minor=900)
    assert right(desk, order_id).standing == "refunded"


def test_some_money_back_leaves_a_right_as_it_is(desk):
    order_id = book(desk)
    back(desk, order_id, extra_minor=100)
    assert right(desk, order_id).standing == "open"


def test_an_order_that_is_held_later_hands_out_nothing_until_it_is_released(desk):
    order_id = book(desk)
    keep_back(desk.connection, order_id, "dispute", "gateway", desk.now)
    assert right(desk, order_id).standing == "held"
    assert not taken(desk, order_id)
    release(desk.connection, order_id, "1", desk.now)
    assert taken(desk, order_id)


def test_a_new_edition_is_asked_for_once_and_told_of_once_in_a_month(desk):
    order_id = book(desk)
    newest = {"aaaaaaaa00000001": "edition-2", "bbbbbbbb": "edition-9"}
    assert ask_editions(desk.connection, newest, desk.now) == 1
    assert ask_editions(desk.connection, newest, desk.now) == 0
    second = ready(order_id, edition="edition-2")
    assert grant(desk.connection, second, desk.now + TELL_EVERY) == "renewed"
    third = ready(order_id, edition="edition-3")
    assert grant(desk.connection, third, desk.now + TELL_EVERY) == "renewed"
    assert mails(desk).count("new_edition") == 1
    assert right(desk, order_id).edition == "edition-3"


def test_no_new_edition_is_made_for_who_has_no_right_any_more(desk):
    order_id = book(desk)
    newest = {"aaaaaaaa00000001": "edition-2"}
    assert ask_editions(desk.connection, newest, desk.now + LASTS) == 0
    revoke(desk.connection, order_id, 1, "1", desk.now)
    assert ask_editions(desk.connection, newest, desk.now) == 0


@pytest.mark.parametrize("form", ["../x", "", "PDF", "p/f", "a" * 20])
def test_no_form_is_a_way_out_of_a_folder(desk, form):
    order = desk.paid("k", piece("HV-BOOK"))
    bad = msgspec.structs.replace(ready(order.order_id), files=(File(form, "d", 1),))
    with pytest.raises(ValueError, match="forms of a work"):
        grant(desk.connection, bad, desk.now)


def test_a_token_is_of_one_line_and_of_one_home():
    token = download_token(b"salt", "order", 1)
    others = ((b"tlas", "order", 1), (b"salt", "order", 2), (b"salt", "other", 1))
    assert token not in {download_token(*one) for one in others}
    assert len(token) == 43


def test_erasing_a_buyer_takes_the_right_and_its_log_and_shows_them_before(desk):
    order_id = book(desk)
    taken(desk, order_id)
    held = held_of_buyers(desk.connection, [order_id])
    assert (len(held["grants"]), len(held["grant_uses"])) == (1, 1)
    assert "token_hash" not in held["grants"][0]
    erase_buyers(desk.connection, [order_id])
    assert desk.connection.scalar(select(func.count()).select_from(grants)) == 0
    assert uses_of(desk.connection, order_id) == []
