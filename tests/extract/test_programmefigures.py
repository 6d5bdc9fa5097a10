"""Figures of programmes, as they are written."""

import pytest

from extract.programmes.programmecommission import paid
from extract.programmes.programmefigures import durations, figures
from extract.programmes.programmepassages import Passage


@pytest.mark.parametrize(
    ("text", "low", "high", "code"),
    [
        ("earn 12.5% of", 12.5, 12.5, None),
        ("zwischen 5 und 10 Prozent", 5, 10, None),
        ("5% – 10%", 5, 10, None),
        ("up to 40%", None, 40, None),
        ("bis zu 14 % Provision", None, 14, None),
        ("ab 3 %", 3, None, None),
        ("20%+ commission", 20, None, None),
        ("£45 per sale", 45, 45, "GBP"),
        ("1.250,50 € pro Abschluss", 1250.5, 1250.5, "EUR"),
        ("$20 – $150 per loan", 20, 150, None),
        ("CHF 30.-", 30, 30, "CHF"),
    ],
)
def test_a_figure_has_bounds_and_a_currency(
    text: str, low: float | None, high: float | None, code: str | None
) -> None:
    (found,) = figures(text)
    assert (found.low, found.high, found.code) == (low, high, code)


@pytest.mark.parametrize(
    "text",
    [
        "your readers save 15%",
        "20% off the first order",
        "average order value of $140",
        "minimum payout of $50",
        "95% of our affiliates",
        "with 3.5% interest",
        "99.9% uptime",
        "250%",
    ],
)
def test_what_no_partner_gets_is_left_out(text: str) -> None:
    assert list(figures(text)) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("a 30-day cookie", 30),
        ("60 Tage", 60),
        ("within sixty (60) days", 60),
        ("24 hours", 1),
        ("48 Stunden", 2),
        ("two lines, 3 months", 90),
        ("un an", None),
        ("1 année", 365),
        ("12 weken", 84),
        ("30 daylight", None),
    ],
)
def test_a_duration_is_told_in_days(text: str, days: int | None) -> None:
    assert next((one.days for one in durations(text)), None) == days


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Commission: 30% for the first 12 months", "recurring"),
        ("Commission: $18 per qualified lead", "per lead"),
        ("Commission: $18 per sale", "fixed"),
        ("Commission: 8 to 12% of each sale", "percent"),
    ],
)
def test_a_commission_is_of_a_kind(text: str, kind: str) -> None:
    found = paid([Passage(text, True, "")], is_reseller=False)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Most merchants pay you 5% to 10% commission.",
        "We charge no commission on transfers under $1,000.",
        "Enter the commission that you pay, for example 10%.",
        "A merchant pays an affiliate 5% commission when a visitor arrives and then buys.",
    ],
)
def test_a_sentence_that_offers_nothing_pays_nothing(text: str) -> None:
    assert paid([Passage(text, False, "")], is_reseller=False) is None
