"""Measures of one unit are compared, and written as their pages write them."""

import pytest

from enrich.errors import NotTold
from enrich.generate.figures import told
from enrich.generate.measures import measure
from enrich.generate.work import Fact, Form, Way


def said(way: Way, *values: str, form: Form = "measure") -> str:
    rows = {("products", f"p{n}"): {"specs.Size": v} for n, v in enumerate(values)}
    keys = [key for _, key in rows]
    fact = Fact(
        said="", table="products", column="specs.Size", keys=keys, way=way, form=form
    )
    return told(rows, fact).said


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("6.8 kg", 6.8, "kg"),
        ("1,7 l", 1.7, "l"),
        ("18V", 18, "V"),
        ("5.4", 5.4, ""),
        ("65 °C", 65, "°C"),
        ("30 %", 30, "%"),
        (" 12 h ", 12, "h"),
    ],
)
def test_a_figure_with_its_unit_is_a_measure(text, amount, unit) -> None:
    read = measure(text)
    assert read is not None
    assert (read.amount, read.unit, read.said) == (amount, unit, text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "IP44",
        "1.200 kg",
        "1,200 W",
        "2 x 5 W",
        "10-20 cm",
        "kg",
        "",
        "\u0663 kg",
        "5 kg/m",
    ],
)
def test_what_could_be_read_in_two_ways_is_no_measure(text) -> None:
    assert measure(text) is None


def test_the_least_is_told_by_its_amount_and_not_by_its_letters() -> None:
    assert said("least", "10 h", "9.5 h", "100 h") == "9.5 h"
    assert said("most", "10 h", "9.5 h", "100 h") == "100 h"
    assert said("middle", "10 h", "9.5 h", "100 h") == "10 h"


@pytest.mark.parametrize("values", [("900 g", "1 kg"), ("5 W", "bright"), ("IP44",)])
def test_what_is_not_measured_in_one_unit_bears_nothing(values) -> None:
    with pytest.raises(NotTold):
        said("least", *values)


def test_no_sum_and_no_gap_is_told_of_measures() -> None:
    with pytest.raises(NotTold):
        said("gap", "5 kg", "7 kg")
    with pytest.raises(NotTold):
        said("sum", "5 kg", "7 kg")
