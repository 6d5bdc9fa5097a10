"""Price rules in the console: what they would do is seen first, done once, and undone."""

from itertools import count

import pytest
from order_desk import Desk
from sqlalchemy import delete, update

from ledger.orders.tables import orders
from ledger.orders.wish import Piece
from ledger.prices import Cost, reprice
from ledger.pricetables import shelf_states
from ledger.rules import end_rule, in_force
from ledger.skus import mint
from ledger.states import states
from ledger.tables import audit, work
from storefront.console import repricing

_EACH = count()


@pytest.fixture(scope="module")
def skus(running, clock):
    """Three skus that cost 10.00, 20.00 and 30.00; two of them are kettles."""
    with running[1].write() as connection:
        groups = dict.fromkeys(("one", "two", "three"), ())
        return list(mint(connection, groups, clock.now).values())


@pytest.fixture
def staff(as_, console, skus):
    with console.ledger.write() as connection:
        connection.execute(delete(shelf_states))
        for one in in_force(connection):
            end_rule(connection, one.rule_id, "test", console.clock.now)
        costs = [
            Cost(
                sku,
                "kitchen/kettles" if n else "garden",
                1_000 * (n + 1),
                "EUR",
                "in_stock",
                None,
            )
            for n, sku in enumerate(skus)
        ]
        reprice(connection, costs, console.clock.now, 2_000)
    return as_("staff")


def prices(console, skus):
    with console.ledger.read() as connection:
        held = states(connection)
        return [held[sku].price_minor for sku in skus]


def rules(console):
    with console.ledger.read() as connection:
        return [(one.scope, one.key, one.markup_bp) for one in in_force(connection)]


def tried(browser, **said):
    """Try a rule; return the page and the form that would let it hold."""
    query = "&".join(f"{name}={value}" for name, value in said.items())
    page = browser.get(f"/prices/try?{query}").text
    form = page.partition('aria-label="What would change"')[2]
    form = form.partition("</form>")[0]
    fields = {
        part.partition('name="')[2].partition('"')[0]: part.partition('value="')[
            2
        ].partition('"')[0]
        for part in form.split("<input")[1:]
    }
    return page, fields


KETTLES = {"scope": "category", "key": "kitchen/kettles", "percent": "50"}


def test_what_a_rule_would_do_is_seen_and_changes_nothing(staff, skus):
    page, form = tried(staff, **KETTLES)
    assert "2 of 3 prices would change" in page
    assert "€24.00" in page and "€30.00" in page
    assert form["percent"] == "50"
    assert prices(staff, skus) == [1200, 2400, 3600]
    assert rules(staff) == []


def test_it_is_said_what_sales_of_late_would_have_brought(staff, skus, console):
    with console.ledger.write() as connection:
        desk = Desk(connection, console.clock.now)
        one = Piece(sku=skus[1], title="Kettle", quantity=3, shown_minor=2400)
        desk.paid(f"kettles {next(_EACH)}", one)
    page, _ = tried(staff, **KETTLES)
    assert "3 pieces would have brought <strong>€18.00 more</strong>" in page
    with console.ledger.write() as connection:
        connection.execute(update(orders).values(paid_minor=0, refunded_minor=0))


def test_a_rule_that_holds_moves_prices_at_once_and_is_taken_back(
    staff, skus, people, console
):
    staff.post("/prices/set", **tried(staff, **KETTLES)[1])
    assert prices(staff, skus) == [1200, 3000, 4500]
    assert "2 prices changed in the shop" in staff.get("/prices").text
    with console.ledger.read() as connection:
        deed = connection.execute(audit.select().order_by(audit.c.seq.desc())).first()
    assert (deed.actor, deed.action) == (people["staff"].name, "price.rule_set")
    staff.post("/prices/undo")
    assert prices(staff, skus) == [1200, 2400, 3600]
    assert rules(staff) == []
    staff.post("/prices/undo")
    assert "nothing to take back" in staff.get("/prices").text


def test_undo_brings_the_rule_before_back_as_it_was(staff, skus):
    staff.post("/prices/set", **tried(staff, **KETTLES)[1])
    staff.post("/prices/set", **tried(staff, **KETTLES | {"percent": "10"})[1])
    assert rules(staff) == [("category", "kitchen/kettles", 1_000)]
    staff.post("/prices/undo")
    assert rules(staff) == [("category", "kitchen/kettles", 5_000)]
    assert prices(staff, skus) == [1200, 3000, 4500]


def test_the_end_of_a_rule_is_tried_done_and_taken_back(staff, skus):
    staff.post("/prices/set", **tried(staff, **KETTLES)[1])
    with staff.ledger.read() as connection:
        (rule,) = in_force(connection)
    page, form = tried(staff, ends=rule.rule_id)
    assert "2 of 3 prices would change" in page
    assert "no longer cost + 50 %" in page
    staff.post("/prices/end", **form)
    assert (rules(staff), prices(staff, skus)) == ([], [1200, 2400, 3600])
    staff.post("/prices/undo")
    assert prices(staff, skus) == [1200, 3000, 4500]


def test_what_was_seen_before_another_changed_a_rule_is_looked_at_again(
    staff, as_, skus
):
    _, form = tried(staff, scope="all", percent="90")
    other = as_("owner")
    other.post("/prices/set", **tried(other, **KETTLES)[1])
    staff.post("/prices/set", **form)
    assert "a rule was changed meanwhile" in staff.get("/prices").text
    assert prices(staff, skus) == [1200, 3000, 4500]


def test_many_prices_are_left_to_a_worker_in_the_same_transaction(
    staff, skus, console, monkeypatch
):
    monkeypatch.setattr(repricing, "PART", 2)
    staff.post("/prices/set", **tried(staff, scope="all", percent="0")[1])
    assert prices(staff, skus) == [1200, 2400, 3600]
    with console.ledger.read() as connection:
        put = connection.execute(work.select().where(work.c.kind == "reprice")).all()
    assert len(put) == 1
    assert "Prices are being made anew" in staff.get("/prices").text
    staff.post(
        "/prices/set", **tried(staff, scope="product", key=skus[0], fixed="9,90")[1]
    )
    assert prices(staff, skus)[0] == 1000


@pytest.mark.requirement(12)
@pytest.mark.parametrize(
    "said",
    [
        {"scope": "all"},
        {"scope": "none", "percent": "5"},
        {"scope": "all", "percent": "-5"},
        {"scope": "all", "percent": "1e3"},
        {"scope": "all", "percent": "5.555"},
        {"scope": "all", "percent": "99999999"},
        {"scope": "all", "fixed": "5"},
        {"scope": "product", "key": "HV-NONE", "fixed": "5"},
        {"scope": "category", "key": "nowhere", "percent": "5"},
        {"scope": "category", "key": "garden", "percent": "5", "fixed": "5"},
        {"scope": "all", "percent": "5", "rounding": ".42"},
        {"ends": "999"},
        {"ends": "x"},
        {},
    ],
)
def test_a_rule_that_cannot_be_is_said_and_changes_nothing(staff, skus, said):
    page, form = tried(staff, **said)
    assert "That cannot be:" in page
    assert form == {}
    with staff.ledger.read() as connection:
        mark = repricing.rules_mark(connection)
    deed = "/prices/end" if "ends" in said else "/prices/set"
    staff.post(deed, mark=mark, **said)
    assert "Not done:" in staff.get("/prices").text
    assert prices(staff, skus) == [1200, 2400, 3600]


def test_a_viewer_sees_the_rules_and_tries_none(as_, staff):
    staff.post("/prices/set", **tried(staff, **KETTLES)[1])
    viewer = as_("viewer")
    assert "cost + 50 %" in viewer.get("/prices").text
    assert "Try a rule" not in viewer.get("/prices").text
    assert viewer.get("/prices/try?ends=1").status_code == 403
