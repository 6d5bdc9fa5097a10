from math import inf, isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.retryafter import retry_after_s

# Sunday, 15 November 2026, 12:00:00 UTC.
NOW = 1_794_744_000.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120\t", 120.0),
        ("007", 7.0),
        ("31536000", 31_536_000.0),
        ("9" * 30, 1e30),
        ("9" * 5000, inf),
        ("Sun, 15 Nov 2026 12:01:30 GMT", 90.0),
        ("Mon, 16 Nov 2026 12:00:00 GMT", 86_400.0),
        ("Sunday, 15-Nov-26 12:01:30 GMT", 90.0),
        ("Sun Nov 15 12:01:30 2026", 90.0),
        ("Tue Dec  1 12:00:00 2026", 16 * 86_400.0),
        ("Tue Dec 01 12:00:00 2026", 16 * 86_400.0),
        ("sun, 15 nov 2026 12:01:30 gmt", 90.0),
        ("Sun, 15 Nov 2026 12:00:60 GMT", 59.0),
        # The day's name is not checked, the date counts.
        ("Fri, 15 Nov 2026 12:01:30 GMT", 90.0),
        ("Thu, 31 Dec 9999 23:59:59 GMT", 251_607_556_799.0),
        # Over, by a moment or by a century.
        ("Sun, 15 Nov 2026 12:00:00 GMT", 0.0),
        ("Sun, 15 Nov 2026 11:59:59 GMT", 0.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 0.0),
        ("Sun Nov  6 08:49:37 1994", 0.0),
        # Two digits: at most 50 years ahead, else of the century before.
        ("Sunday, 15-Nov-76 12:00:00 GMT", 18_263 * 86_400.0),
        ("Monday, 15-Nov-77 12:00:00 GMT", 0.0),
    ],
)
def test_a_header_asks_for(header: str, seconds: float) -> None:
    assert retry_after_s(header, NOW) == pytest.approx(seconds, abs=1e-3)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "   ",
        "soon",
        "-1",
        "+5",
        "1.5",
        "1e3",
        "0x10",
        "120 s",
        "120, 120",
        "1_000",
        "١٢٠",
        "²",
        "NaN",
        "inf",
        "Sun, 15 Nov 2026 12:01:30",
        "Sun, 15 Nov 2026 12:01:30 CET",
        "Sun, 15 Nov 2026 12:01:30 +0100",
        "Sun, 15 Nuv 2026 12:01:30 GMT",
        "Sun, 31 Feb 2027 12:00:00 GMT",
        "Sun, 00 Nov 2026 12:00:00 GMT",
        "Sun, 15 Nov 0000 12:00:00 GMT",
        "Sun, 15 Nov 2026 25:00:00 GMT",
        "Sun, 15 Nov 2026 12:00:75 GMT",
        "15 Nov 2026 12:01:30 GMT",
        "2026-11-15T12:01:30Z",
        "Sun, 15 Nov 2026 12:01:30 GMT, 120",
    ],
)
def test_nonsense_asks_for_nothing(header: str | None) -> None:
    assert isnan(retry_after_s(header, NOW))


@given(header=st.text() | st.from_regex(r"\w{3,9},? [\w -]{5,12} [\d:]{8} [\w ]{3,5}"))
def test_any_text_gives_no_time_or_some(header: str) -> None:
    seconds = retry_after_s(header, NOW)
    assert isnan(seconds) or seconds >= 0.0
