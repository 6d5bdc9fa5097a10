import pytest
from lake_reader import halves, reading
from lake_writer import killed_while

from lake.compact import compact
from lake.load import load
from lake.pin import pin
from lake.verify import verify
from lake.waiting import pending

NAMES = "SELECT url_key, count(*), count(DISTINCT batch_id) FROM pages GROUP BY 1"


def killed_again_and_again(lake, seeds):
    with reading(lake) as wrong:
        for seed in seeds:
            killed_while("live", lake.home, seed, most=60)
    return wrong


def check(lake, ask, wrong):
    """Nothing acknowledged is lost, nothing doubled, nothing seen by halves."""
    assert wrong == []
    load(lake)
    compact(lake)
    pin(lake)
    acknowledged = set((lake.home / "acknowledged.txt").read_text().split())
    held = ask(NAMES)
    assert {(pages, batches) for _, pages, batches in held} == {(2, 1)}
    assert acknowledged <= {name for name, _, _ in held}
    assert pending(lake.home) == []
    assert halves(lake) == []
    assert verify(lake).findings == ()


def test_nothing_is_lost_doubled_or_halved_by_four_kills(lake, ask):
    check(lake, ask, killed_again_and_again(lake, range(4)))


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_halved_by_a_hundred_kills(lake, ask):
    check(lake, ask, killed_again_and_again(lake, range(1000, 1100)))
