"""What networks say of conversions: in any order, again, corrected, taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from ledger.affiliate.clicks import Click, join, unjoined
from ledger.affiliate.errors import CurrencyChanged, FactsRefused
from ledger.affiliate.facts import ConversionFacts
from ledger.affiliate.hear import hear
from ledger.affiliate.moves import mismatches, moves_of
from ledger.affiliate.statement import latest, statements
from ledger.affiliate.tables import commission_moves
from ledger.open import Ledger, open_ledger
from ledger.settings import LedgerSettings
from ledger.tables import work

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=60)
STATES = ("pending", "cleared", "paid", "reversed")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def shop(request, tmp_path_factory) -> Iterator[Ledger]:
    url = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_url")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS affiliate WITH (FORCE)")
            connection.execute("CREATE DATABASE affiliate")
        url = server.rpartition("/")[0] + "/affiliate"
    with open_ledger(tmp_path_factory.mktemp("a"), LedgerSettings(url=url)) as ledger:
        yield ledger


@pytest.fixture
def connection(shop):
    with shop.writer.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def facts(state="pending", commission=500, reference="T1", **more) -> ConversionFacts:
    told = {"network": "awin", "currency": "EUR", "programme": "Pots"} | more
    return ConversionFacts(
        state=state, commission_minor=commission, reference=reference, **told
    )


def outcomes(connection, *said) -> list[str]:
    return [hear(connection, one, NOW).outcome for one in said]


def brings(connection) -> int:
    rows = statements(connection, NOW - timedelta(days=1), LATER)
    return sum(one.brings_minor for one in rows)


def test_a_commission_is_cleared_paid_and_taken_back(connection):
    said = [facts(state) for state in STATES]
    assert outcomes(connection, *said) == ["new", "changed", "changed", "changed"]
    (row,) = statements(connection, NOW, LATER)
    assert (row.brings_minor, row.reversed_minor, row.conversions) == (0, 500, 1)
    (key,) = connection.scalars(text("SELECT conversion_id FROM conversions"))
    assert [one.delta_minor for one in moves_of(connection, key)] == [500, 0, 0, -500]


def test_the_same_again_changes_nothing(connection):
    said = [facts(), facts(), facts("cleared"), facts("cleared")]
    assert outcomes(connection, *said) == ["new", "repeated", "changed", "repeated"]
    put = select(func.count()).select_from(work).where(work.c.kind == "shop_event")
    assert connection.scalar(put) == 2


@pytest.mark.parametrize("said", list(permutations(STATES)))
def test_in_whatever_order_it_is_told_the_end_is_the_same(connection, said):
    outcomes(connection, *(facts(state) for state in said))
    assert brings(connection) == 0
    assert mismatches(connection) == []


def test_an_old_postback_that_is_replayed_brings_no_old_amount_back(connection):
    said = [facts(commission=900), facts(commission=500), facts(commission=900)]
    assert outcomes(connection, *said) == ["new", "changed", "repeated"]
    assert brings(connection) == 500


def test_a_report_has_the_last_word_on_amounts(connection):
    said = [facts(commission=900), facts(commission=500)]
    report = facts(commission=900, source="report")
    assert outcomes(connection, *said, report) == ["new", "changed", "changed"]
    assert brings(connection) == 900


def test_another_currency_is_refused(connection):
    hear(connection, facts(), NOW)
    with pytest.raises(CurrencyChanged, match="awin told T1 in EUR, now in USD"):
        hear(connection, facts(currency="USD"), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": ""},
        {"reference": "x" * 201},
        {"currency": "eur"},
        {"currency": "EURO"},
        {"commission": -1},
        {"commission": 10**13},
        {"commission": 501, "sale_minor": 500},
        {"happened_at": NOW + timedelta(days=2)},
        {"click_id": "c" * 300},
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(connection, wrong):
    with pytest.raises(FactsRefused):
        hear(connection, facts(**wrong), NOW)
    assert latest(connection, 9) == []


def test_two_networks_may_use_the_same_reference(connection):
    said = [facts(), facts(network="cj", currency="USD")]
    assert outcomes(connection, *said) == ["new", "new"]
    rows = statements(connection, NOW, LATER, "cj")
    assert [(one.network, one.pending_minor) for one in rows] == [("cj", 500)]


def test_a_click_is_joined_and_an_unknown_one_is_kept_and_told(connection):
    hear(connection, facts(reference="a", click_id="known"), NOW)
    hear(connection, facts(reference="b", click_id="nobody's"), NOW)
    hear(connection, facts(reference="c"), NOW)
    asked = unjoined(connection, NOW)
    assert sorted(asked) == ["known", "nobody's"]
    assert join(connection, asked, [Click("known", "HV-1", NOW)]) == 1
    assert unjoined(connection, NOW) == ["nobody's"]
    assert unjoined(connection, LATER) == []
    (row,) = statements(connection, NOW, LATER)
    assert (row.conversions, row.unknown_clicks) == (3, 1)


def test_a_written_move_is_never_changed(connection):
    hear(connection, facts(), NOW)
    for deed in (
        "UPDATE commission_moves SET delta_minor = 9",
        "DELETE FROM commission_moves",
    ):
        with (
            pytest.raises(DBAPIError, match="never changed"),
            connection.begin_nested(),
        ):
            connection.execute(text(deed))


said_ = st.tuples(
    st.sampled_from(STATES), st.integers(0, 5), st.sampled_from(["postback", "report"])
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(said=st.lists(said_, max_size=12))
def test_the_moves_always_add_up(connection, said):
    with connection.begin_nested() as undone:
        for state, commission, source in said:
            hear(connection, facts(state, commission, source=source), NOW)
        assert mismatches(connection) == []
        total = connection.scalar(select(func.sum(commission_moves.c.delta_minor)))
        assert int(total or 0) == brings(connection)
        undone.rollback()


def test_a_sum_that_was_changed_by_hand_is_found(connection):
    hear(connection, facts(), NOW)
    connection.execute(text("UPDATE conversions SET commission_minor = 9"))
    assert len(mismatches(connection)) == 1
