"""The board of figures: today from the ledger, the last days from what a job wrote."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from order_desk import Desk, piece, shelve
from told_figures import HOSTILE, told_figures

from storefront.figures.drawing import columns, shares
from storefront.figures.kept import FILE, FOLDER, keep

SUMS = {"€2,265.00", "€1,213.64", "€270.00", "€30.00"}
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def home(running):
    home = running[0].app.state["parts"].home
    (home / FOLDER).mkdir(exist_ok=True)
    (home / FOLDER / FILE).unlink(missing_ok=True)
    return home


@pytest.fixture
def board(as_, home):
    """Ask for the board, after what a job wrote."""
    viewer = as_("viewer")

    def ask(figures=None, path="/figures"):
        if figures:
            keep(home, figures)
        return viewer.get(path)

    return ask


def test_without_figures_the_board_says_how_they_come(board):
    assert "No figures yet" in board().text


def test_the_board_adds_up_and_escapes(board):
    page = board(told_figures(NOW)).text
    assert set(re.findall("<dd>(.*?)</dd>", page)) >= SUMS
    assert HOSTILE not in page


def test_each_chart_has_a_table_beside_it(board):
    page = board(told_figures(NOW)).text
    assert page.count('<svg class="chart"') == page.count("as a table</summary>") == 2
    assert page.count('<tbody><tr><th scope="row">2026-11-20</th>') == 2


def test_another_currency_is_shown_by_itself(board):
    assert "¥226,500" in board(told_figures(NOW), "/figures?currency=JPY").text


@pytest.mark.parametrize("said", [b"", b"{}", b'{"made_at": "x"}', b"\xff\x00"])
def test_a_damaged_file_is_no_file(board, home, said):
    (home / FOLDER / FILE).write_bytes(said)
    assert "No figures yet" in board().text


def test_an_order_is_there_at_once(board, running):
    _, ledger = running
    with ledger.write() as connection:
        shelve(connection, NOW)
        Desk(connection, NOW).paid("today", piece("HV-LID", 2))
        Desk(connection, NOW - timedelta(days=1)).paid("before", piece("HV-LID"))
    assert "1 of 1" in board().text


def test_columns_stand_on_the_line_and_losses_below_it():
    drawn = columns([100, 0, 50], [40, 0, -100])
    whole, inside = drawn.whole, drawn.inside
    assert whole[0].y + whole[0].height == pytest.approx(drawn.ground, abs=0.2)
    assert (inside[2].y, whole[1].height) == (drawn.ground, 0.0)
    assert whole[0].height == pytest.approx(2 * whole[2].height, abs=0.2)
    assert columns([0, 0], [0, 0]) is None


def test_a_funnel_is_drawn_by_its_longest_step():
    assert shares([200, 50, 0]) == [100.0, 25.0, 0.0]
    assert shares([0, 0]) == [0.0, 0.0]
