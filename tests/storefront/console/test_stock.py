"""Stock in the console: what is at hand, counted, brought in sheets, and taken back."""

import pytest
from order_desk import COUNTED, Desk, piece, shelve
from sqlalchemy import delete

from ledger.orders import stock
from ledger.orders.stocklist import moves, sizes
from ledger.orders.tables import stock as stock_rows
from ledger.pricetables import shelf_states
from storefront.console.stockimport import read


@pytest.fixture
def shelf(console):
    with console.ledger.write() as connection:
        for table in (shelf_states, stock_rows):
            connection.execute(delete(table))
        shelve(connection, console.clock.now)


@pytest.fixture
def staff(as_, shelf):
    return as_("staff")


def left(console, *skus):
    with console.ledger.read() as connection:
        return stock.on_hand(connection, skus or ["HV-POT", "HV-PAN", "HV-LID"])


def miscounted(console):
    with console.ledger.read() as connection:
        return stock.miscounted(connection)


def test_the_shelf_is_shown_by_its_parts(staff, console):
    staff.post("/stock/count", sku="HV-PAN", pieces="0")
    with console.ledger.read() as connection:
        assert sizes(connection) == {"counted": 2, "low": 1, "out": 1, "uncounted": 2}
    for part, skus in (
        ("counted", {"HV-POT", "HV-PAN"}),
        ("low", {"HV-POT"}),
        ("out", {"HV-PAN"}),
        ("uncounted", {"HV-LID", "HV-BOOK"}),
    ):
        page = staff.get(f"/stock?part={part}").text
        found = {
            sku
            for sku in ("HV-POT", "HV-PAN", "HV-LID", "HV-BOOK")
            if f'id="sku-{sku}"' in page
        }
        assert found == skus, part


def test_a_count_is_noted_and_taken_back_without_what_was_sold_since(staff, console):
    staff.post("/stock/count", sku="HV-POT", pieces="20")
    assert left(staff)["HV-POT"] == 20
    with console.ledger.write() as connection:
        Desk(connection, console.clock.now).place(f"{console.clock.now} {id(staff)}")
    page = staff.get("/stock?sku=HV-POT").text
    assert "HV-POT: 20 at hand, before 5." in page
    assert "order " in page.partition("What changed it")[2]
    staff.post("/stock/undo")
    assert left(staff)["HV-POT"] == 4
    assert "what was sold since stays sold" in staff.get("/stock").text
    staff.post("/stock/undo")
    assert "nothing to take back" in staff.get("/stock").text


def test_a_count_that_cannot_be_taken_back_whole_stays(staff, console):
    staff.post("/stock/count", sku="HV-PAN", pieces="30")
    with console.ledger.write() as connection:
        one = Desk(connection, console.clock.now)
        one.place(f"28 {console.clock.now} {id(staff)}", piece("HV-PAN", 28))
    staff.post("/stock/undo")
    assert left(staff)["HV-PAN"] == 2
    assert "was sold since: count it anew" in staff.get("/stock").text


def test_what_is_no_longer_counted_is_counted_again_by_undo(staff):
    staff.post("/stock/count", sku="HV-POT", uncounted="1")
    assert left(staff) == {"HV-PAN": 3}
    staff.post("/stock/undo")
    assert left(staff) == COUNTED
    staff.post("/stock/count", sku="HV-LID", pieces="7")
    staff.post("/stock/undo")
    assert left(staff) == COUNTED


@pytest.mark.parametrize(
    ("sku", "pieces"),
    [
        ("HV-POT", "-1"),
        ("HV-POT", "1e3"),
        ("HV-POT", ""),
        ("HV-POT", "9" * 30),
        ("HV-NONE", "1"),
        ("", "1"),
    ],
)
def test_what_is_no_count_changes_nothing(staff, sku, pieces):
    staff.post("/stock/count", sku=sku, pieces=pieces)
    assert "Not done:" in staff.get("/stock").text
    assert left(staff) == COUNTED


def test_a_sheet_is_shown_first_then_applied_then_taken_back(staff, console):
    rows = "sku;pieces\nHV-POT;12\nHV-PAN;3\nHV-LID;4\nHV-NONE;1\nHV-BOOK;x\nHV-POT;9"
    page = staff.post("/stock/import", rows=rows).text
    assert left(staff) == COUNTED
    assert "2 of 6 lines would change a count" in page
    for wrong in ("has nothing under this sku", "no number of pieces", "twice"):
        assert wrong in page
    staff.post("/stock/apply", rows=rows, changes="3")
    assert "something else by now" in staff.get("/stock").text
    staff.post("/stock/apply", rows=rows, changes="2")
    assert left(staff) == {"HV-POT": 12, "HV-PAN": 3, "HV-LID": 4}
    staff.post("/stock/undo")
    assert left(staff) == COUNTED
    with console.ledger.read() as connection:
        assert moves(connection, "HV-POT", 1)[0].delta == -7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\ufeffsku,pieces\nA,1\n", [("A", 1)]),
        ("A\t1\nB\t\n\n", [("A", 1), ("B", None)]),
        ('"A, or so","2"', [("A, or so", 2)]),
        ("A;1 000", [("A", None)]),
        ("=cmd()|'/c calc'!A1,1", [("=cmd()|'/c calc'!A1", 1)]),
        ('"', []),
    ],
)
def test_a_sheet_is_read_however_it_is_divided(text, said):
    assert [(one.sku, one.pieces) for one in read(text)] == said


def test_an_empty_shelf_says_what_to_do(as_, console, shelf):
    with console.ledger.write() as connection:
        for table in (shelf_states, stock_rows):
            connection.execute(delete(table))
    viewer = as_("viewer")
    assert "Nothing is counted." in viewer.get("/stock?part=counted").text
    assert "harvestman publish" in viewer.get("/stock").text
    assert "Counts from a sheet" not in viewer.get("/stock").text
