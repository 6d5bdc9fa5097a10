"""What a run writes for the console's figures is what the lake's views say."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from sqlalchemy import select

from jobs.business import business
from jobs.figures.shopevent import shop_event_kind
from jobs.settings import read_settings
from jobs.shopevents import run_events
from jobs.work.kinds import Task
from lake.load import append
from lake.settings import LakeSettings
from lake.store import Lake
from lake.tables import schema
from ledger.affiliate.facts import ConversionFacts
from ledger.affiliate.hear import hear
from ledger.affiliate.statement import latest
from ledger.open import open_ledger
from ledger.tables import work
from storefront.events.event import Event, event_id
from storefront.events.segments import Segments
from storefront.events.taking import take
from storefront.figures.asking import DAYS, figures
from storefront.figures.kept import kept

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)


def event(kind, at=NOW, **told):
    return Event(event_id=event_id(at), ts=at, kind=kind, **told)


def sale(key, at=NOW, **more):
    told = {"sku": "pot", "quantity": 1, "amount_minor": 1000, "currency": "EUR"}
    return event("order", at, order_key=key, **(told | more))


@pytest.fixture
def lake(tmp_path):
    return Lake.open(tmp_path, LakeSettings())


@pytest.fixture
def asked(lake):
    def ask(*events):
        wanted = schema("shop_events", common=False)
        rows = [{n: getattr(e, n) for n in e.__struct_fields__} for e in events]
        append(lake, "shop", {"shop_events": pa.Table.from_pylist(rows, wanted)})
        return figures(lake, NOW)

    return ask


def test_days_without_a_sale_are_there_and_older_ones_are_not(asked):
    old = NOW - timedelta(days=DAYS)
    found = asked(sale("a"), sale("b", NOW - timedelta(days=3)), sale("c", old))
    (money,) = found.money
    orders = [day.orders for day in money.days]
    assert (len(orders), sum(orders), orders[-1], orders[-4]) == (DAYS, 2, 1, 1)
    assert (found.first, found.last) == (money.days[0].day, NOW.date())


def test_each_currency_is_apart_the_most_sold_first(asked):
    found = asked(
        sale("a", currency="JPY"), sale("b", channel="MAY", cost_minor=300), sale("c")
    )
    assert [one.currency for one in found.money] == ["EUR", "JPY"]
    (pot,) = found.money[0].products
    assert (pot.orders, pot.pieces, pot.gross_minor, pot.title) == (2, 2, 2000, None)
    (may,) = found.money[0].channels
    assert (may.channel, may.profit_minor) == ("MAY", 700)


def test_an_empty_lake_has_figures_of_nothing(lake):
    found = figures(lake, NOW)
    assert (found.money, sum(day.views for day in found.funnel)) == ((), 0)


def test_a_run_writes_the_figures_down(tmp_path):
    files = Segments(tmp_path, lambda: NOW)
    files.append_safely([sale("a", datetime.now(UTC))])
    files.close()
    with business(tmp_path, read_settings(tmp_path)) as open_:
        run_events(open_)
    assert kept(tmp_path).money[0].days[-1].net_minor == 1000


def test_a_run_joins_what_a_network_pays_for_to_its_click(tmp_path):
    clicked = event("click", datetime.now(UTC), sku="HV-1", offer_key="o")
    files = Segments(tmp_path, lambda: NOW)
    files.append_safely([clicked])
    files.close()
    with business(tmp_path, read_settings(tmp_path)) as open_:
        with open_.ledger.write() as connection:
            for name in (clicked.event_id, "nobody's"):
                hear(connection, paid(name, name), datetime.now(UTC))
        run_events(open_)
        with open_.ledger.read() as connection:
            found = {one.reference: one for one in latest(connection, 9)}
    joined = {name: (one.click_state, one.sku) for name, one in found.items()}
    assert joined == {
        clicked.event_id: ("known", "HV-1"),
        "nobody's": ("unknown", None),
    }


def test_commissions_reach_the_figures_and_what_is_taken_back_leaves_them(
    tmp_path, lake
):
    with open_ledger(tmp_path) as ledger:
        kind = shop_event_kind(tmp_path, ledger, 2.5)
        with ledger.write() as connection:
            of = hear(connection, paid("T1"), NOW).conversion_id
            hear(connection, paid("T1", state="reversed"), NOW + timedelta(hours=1))
            hear(connection, paid("T2", commission_minor=70), NOW)
            rows = connection.execute(select(work.c.payload)).scalars().all()
        for number, payload in enumerate(
            [*rows, {"kind": "commission", "conversion_id": of}]
        ):
            kind.run(Task(number, kind.name, None, payload, 1))
    assert take(lake).events == 3
    (money,) = figures(lake, NOW).money
    (channel,) = money.channels
    assert (channel.channel, channel.commission_minor, channel.orders) == (
        "awin",
        70,
        0,
    )


def paid(reference, click_id=None, **more):
    told = {"state": "pending", "commission_minor": 500, "currency": "EUR"} | more
    return ConversionFacts(
        network="awin", reference=reference, click_id=click_id, **told
    )
