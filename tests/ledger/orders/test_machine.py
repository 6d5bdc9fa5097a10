"""Orders hold whatever buyers, gateways, clocks and people do, and when."""

import pytest
from hypothesis import settings as limits
from hypothesis.stateful import run_state_machine_as_test
from order_machine import Orders


def run(shop, examples):
    run_state_machine_as_test(
        lambda: Orders(shop),
        settings=limits(
            max_examples=examples, stateful_step_count=30, deadline=None, database=None
        ),
    )


def test_orders_are_what_the_model_says(shop):
    run(shop, 12)


@pytest.mark.slow
def test_many_orders_are_what_the_model_says(shop):
    run(shop, 400)
