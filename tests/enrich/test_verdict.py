"""Whether one model is better: copies of one thing say it once."""

import numpy as np
import pytest

from enrich.learning.verdict import is_better, is_worse

# Eleven things that the new model tells worse, once each; and one that it tells better,
# of which there are thirty copies.
NEW = np.array([0.0] * 11 + [1.0] * 30)
OLD = np.array([1.0] * 11 + [0.0] * 30)
COPIES = [*"abcdefghijk", *("z" * 30)]


def test_copies_of_one_thing_prove_nothing() -> None:
    assert is_better(NEW, OLD, COPIES).yes is False


def test_as_many_things_of_their_own_do() -> None:
    assert is_better(NEW, OLD, [str(n) for n in range(41)]).yes


def test_copies_of_one_thing_withdraw_nothing() -> None:
    assert is_worse(OLD, NEW, COPIES).yes is False


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_rows_decides_nothing(order) -> None:
    said = is_better(NEW[::order], OLD[::order], COPIES[::order])
    assert said == is_better(NEW, OLD, COPIES)
