"""Letters to buyers say what they have to in every language, whatever stands in an order."""

from datetime import UTC, datetime

import msgspec
import pytest
from order_desk import Desk, piece, shelve
from xss_corpus import CORPUS

from ledger.open import open_ledger
from storefront.letters.told import LETTERS
from storefront.letters.written import About, letter
from storefront.pages.templates import Templates
from storefront.settings import ShopSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def order(tmp_path_factory):
    home = tmp_path_factory.mktemp("letters")
    with open_ledger(home) as ledger, ledger.write() as connection:
        shelve(connection, NOW)
        desk = Desk(connection, NOW)
        lines = [piece("HV-POT", title="".join(CORPUS)[:5000]), piece("HV-BOOK")]
        yield desk.order(desk.paid("k", *lines).order_id)


@pytest.fixture(scope="module")
def templates():
    return Templates(ShopSettings(name="A & B", url="https://shop.test"))


def written(templates, order, template, **more):
    salt = b"s" * 32
    return letter(
        templates,
        About(template=template, order=order, salt=salt, now=NOW, **more),
    )


@pytest.mark.parametrize("language", ["en", "de", "fr", "xx"])
@pytest.mark.parametrize("template", sorted(LETTERS))
def test_every_letter_is_whole_and_harmless(templates, order, template, language):
    facts = {"title": "".join(CORPUS)[:150], "amount_minor": 500}
    made = written(templates, order, template, language=language, more=facts)
    assert "{number}" not in made.subject + made.text + made.html
    assert "<script" not in made.html
    assert "https://shop.test/" in made.text
    assert "A &amp; B" in made.html


def test_what_nobody_knows_is_left_out_with_its_sentence(templates, order):
    made = written(templates, order, "order_shipped", language="en")
    assert "brings it" not in made.text
    more = {"carrier": "Posta", "tracking": "X1"}
    made = written(templates, order, "order_shipped", language="en", more=more)
    assert "Posta brings it, under the number X1." in made.text


def test_a_withdrawal_is_confirmed_with_its_day_and_pieces(templates, order):
    came = {"lines": {"2": 1}, "received_at": "2026-02-27T23:59:00+00:00"}
    made = written(templates, order, "withdrawal_received", language="en", more=came)
    assert "It came on 27 February 2026" in made.text
    assert "1 × Hv-Book" in made.text
    assert "Total" not in made.text


def test_a_letter_about_files_says_which(templates, order):
    for more in ({}, {"line": 2}):
        made = written(templates, order, "new_edition", language="en", more=more)
        assert "“Hv-Book” was made anew" in made.text


def test_text_and_page_of_a_letter_say_the_same(templates, order):
    made = written(templates, order, "order_cancelled", language="en")
    for said in ("Your order is cancelled", "Nothing of order 1 will be sent."):
        assert said in made.text
        assert said in made.html


def test_who_gave_up_the_right_to_withdraw_reads_it_again(templates, order):
    waived = {**order.order, "evidence": {"waiver": "downloads begin at once"}}
    agreed = msgspec.structs.replace(order, order=waived)
    made = [
        written(templates, one, "order_paid", language="en") for one in (order, agreed)
    ]
    assert ["right to withdraw" in one.html for one in made] == [False, True]
