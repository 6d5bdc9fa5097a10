"""What the shop lends to its console is read from a real home, and writes nothing."""

from datetime import UTC, datetime

import pytest
from told_editions import KETTLES, LAMPS, tell

from jobs.business import business
from jobs.console import platform
from jobs.settings import Settings
from ledger.approvals import Decision, decide
from ledger.schedules import Standing


@pytest.fixture
def home(tmp_path):
    with business(tmp_path, Settings()) as open_:
        tell(open_.lake, KETTLES, "d1", "draft", "checked")
        tell(open_.lake, LAMPS, "d1", "draft", "checked")
        with open_.ledger.write() as connection:
            yes = Decision(LAMPS, "d1", "approved", "ann", "well made")
            decide(connection, yes, datetime.now(UTC))
    return tmp_path


def test_the_console_sees_the_home_and_which_products_wait(home):
    lent = platform(home, Settings())
    assert [one.generated_key for one in lent.pending()] == [KETTLES]
    seen = lent.look()
    assert (seen.crawling, seen.workers) == (False, [])
    assert seen.disk.lake > 0
    assert lent.look() is seen


def test_the_console_knows_when_a_schedule_that_goes_on_is_due(home):
    now = datetime(2026, 11, 20, 12, 1, tzinfo=UTC)
    due_at = platform(home, Settings()).next_due(
        Standing("run", "run", "every 15m"), now
    )
    assert due_at is not None
    assert due_at > now
