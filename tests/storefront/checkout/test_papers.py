"""Invoices behind the page of their order, and behind no other."""

from io import BytesIO

import pytest
from pypdf import PdfReader


@pytest.fixture
def bought(visitor, pay):
    def buy(sku="HV-POT"):
        visitor.add(sku)
        way = visitor.order()
        page = visitor.waiting()
        pay(way)
        visitor.look(f"{page}/return")
        return page

    return buy


def paper(rows):
    return rows("SELECT number FROM invoices ORDER BY seq DESC")[0][0]


def text(answer):
    return "".join(
        page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages
    )


def test_the_page_of_a_paid_order_has_its_invoice(visitor, bought, rows):
    page = bought()
    number = paper(rows)
    path = f"{page}/invoice/{number}.pdf"
    assert f'href="{path}"' in visitor.look(page).text
    answer = visitor.look(path)
    assert answer.headers["content-type"] == "application/pdf"
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="{number}.pdf"'
    )
    assert "no-store" in answer.headers["cache-control"]
    assert number in text(answer)
    assert visitor.look(path).content == answer.content


def test_no_other_order_opens_it_and_no_other_name(visitor, bought, rows):
    page = bought()
    number = paper(rows)
    other = bought("HV-LID")
    for path in (
        f"{other}/invoice/{number}.pdf",
        f"{page}/invoice/{number}",
        f"{page}/invoice/2026-999999.pdf",
        f"{page}/invoice/..%2f..%2fledger.db.pdf",
        f"/orders/{'a' * 43}/invoice/{number}.pdf",
    ):
        assert visitor.look(path).status_code == 404
