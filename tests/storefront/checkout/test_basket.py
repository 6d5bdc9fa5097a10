import pytest
from sold_home import LAMP, LID, PAN, POT
from sqlalchemy import update

from ledger.open import open_ledger
from ledger.orders.tables import stock
from storefront.events.reading import read, segments

HOSTILE = ["-1", "0", "1000000000", "1e3", "1.5", "", "٣", "1; DROP", "0x1", "+1", " 1"]


def main(answer):
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_looking_at_an_empty_basket_sets_no_cookie(visitor):
    answer = visitor.look()
    assert "Your basket is empty" in answer.text
    assert "set-cookie" not in answer.headers
    assert "no-store" in answer.headers["cache-control"]


def test_a_product_is_put_in_and_is_there_for_its_visitor_alone(visitor):
    answer = visitor.add()
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/basket?added=HV-POT",
    )
    assert "€19.99" in main(visitor.look())
    visitor.client.cookies.clear()
    assert "is empty" in visitor.look().text


def test_more_of_the_same_is_one_line_and_the_sum_follows(visitor):
    visitor.add()
    visitor.add(quantity="2")
    visitor.add(LID)
    shown = main(visitor.look())
    assert "€59.97" in shown
    assert "€64.97" in shown
    assert 'data-pieces="4"' in visitor.look().text


def test_a_merged_sku_puts_in_what_answers_for_it(visitor):
    assert visitor.add("HV-OLD").headers["location"] == "/basket?added=HV-POT"


def test_what_was_taken_out_is_put_back_as_many_as_it_was(visitor):
    visitor.add(quantity="3")
    answer = visitor.send("/basket/change", {"sku": POT, "quantity": "0"})
    gone = visitor.look(answer.headers["location"])
    assert "Taken out: Enamel pot" in gone.text
    assert 'name="quantity" value="3"' in gone.text


@pytest.mark.requirement(12)
@pytest.mark.parametrize("path", ["/basket/add", "/basket/change"])
@pytest.mark.parametrize("quantity", HOSTILE)
def test_no_quantity_but_a_plain_number_is_taken(visitor, path, quantity):
    visitor.add(quantity="2")
    if path == "/basket/change" and quantity == "0":
        return
    answer = visitor.send(path, {"sku": POT, "quantity": quantity})
    assert answer.status_code == 400
    assert 'data-pieces="2"' in visitor.look().text


@pytest.mark.requirement(12)
def test_a_price_that_a_form_sends_is_not_heard(visitor):
    visitor.add(price="1", price_minor="1", shown_minor="1", currency="JPY")
    assert "€19.99" in main(visitor.look())


@pytest.mark.parametrize("sku", ["nothing", "", "../x", "' OR 1=1", "x" * 41])
def test_what_the_shop_has_not_is_not_put_in(visitor, sku):
    assert visitor.add(sku).status_code == 400
    assert "is empty" in visitor.look().text


def test_a_form_without_its_token_changes_nothing(visitor):
    visitor.add(quantity="2")
    headers = {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}
    asked = {"sku": POT, "quantity": "0"}
    refused = visitor.client.post("/basket/change", data=asked, headers=headers)
    assert refused.status_code == 403
    assert 'data-pieces="2"' in visitor.look().text


def test_what_is_sold_out_stops_the_order_and_says_so(visitor):
    visitor.add(LAMP)
    shown = main(visitor.look())
    assert "Sold out. Take it out to order the rest." in shown
    assert "/checkout" not in shown


def test_more_than_is_left_is_told_with_what_is_left(visitor):
    visitor.add(PAN, quantity="4")
    assert "Only 3 pieces are left." in main(visitor.look())
    visitor.send("/basket/change", {"sku": PAN, "quantity": "3"})
    assert "/checkout" in main(visitor.look())


def test_what_is_counted_down_to_nothing_is_sold_out(visitor, home):
    visitor.add(PAN)
    with open_ledger(home) as ledger, ledger.write() as connection:
        connection.execute(update(stock).where(stock.c.sku == PAN).values(on_hand=0))
    assert "Sold out" in main(visitor.look())
    with open_ledger(home) as ledger, ledger.write() as connection:
        connection.execute(update(stock).where(stock.c.sku == PAN).values(on_hand=3))


def test_the_page_of_a_product_has_the_button_unless_it_is_sold_out(visitor):
    assert "/basket/add" in visitor.look("/products/HV-POT/enamel-pot").text
    assert "/basket/add" not in visitor.look("/products/HV-LAMP/desk-lamp").text


@pytest.mark.parametrize(("language", "said"), [("de", "Warenkorb"), ("fr", "Panier")])
def test_the_basket_speaks_the_languages_of_the_shop(visitor, language, said):
    visitor.send(f"/{language}/basket/add", {"sku": POT})
    assert f"<h1>{said}</h1>" in visitor.look(f"/{language}/basket").text


def test_what_is_put_in_is_told_to_the_figures_once(visitor, home):
    before = baskets(home)
    visitor.add(LID, quantity="2")
    visitor.look()
    (told,) = [one for one in baskets(home) if one not in before]
    assert (told.sku, told.quantity, told.amount_minor, told.visitor) == (
        LID,
        2,
        1000,
        None,
    )


def baskets(home):
    found = [event for path in segments(home) for _, event in read(path).events]
    return [event for event in found if event.kind == "cart"]


@pytest.mark.requirement(8)
def test_crawled_titles_stay_text_in_the_basket(hostile_shop, visitor):
    buyer = type(visitor)(hostile_shop)
    put_in = [buyer.add(f"hm-{number:06}").status_code for number in range(1, 11)]
    assert set(put_in) == {303}
    shown = main(buyer.look())
    assert shown.count('class="wish line"') == 10
    assert "<script" not in shown
    assert "<img src=x" not in shown
    hostile_shop.cookies.clear()
