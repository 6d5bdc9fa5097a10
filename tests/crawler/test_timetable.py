from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.campaign.timetable import Timetable

NOW = datetime(2026, 11, 21, 14, 53, 30, tzinfo=UTC)  # a Saturday


@pytest.mark.parametrize(
    ("text", "next_"),
    [
        ("every 6h", "2026-11-21 18:00"),
        ("every 90m", "2026-11-21 15:00"),
        ("hourly", "2026-11-21 15:00"),
        ("daily", "2026-11-22 00:00"),
        ("daily 03:30", "2026-11-22 03:30"),
        ("Daily at 14:54", "2026-11-21 14:54"),
        ("daily 14:53", "2026-11-22 14:53"),
        ("mon,thu 4:00", "2026-11-23 04:00"),
        ("30 3 * * *", "2026-11-22 03:30"),
        ("*/20 15-16 * * sat", "2026-11-21 15:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("0 12 1 jan,jul *", "2027-01-01 12:00"),
        ("0 0 * * 7", "2026-11-22 00:00"),
        ("0 0 13 * fri", "2026-11-27 00:00"),
        ("5/30 * * * *", "2026-11-21 15:05"),
    ],
)
def test_the_next_time_is_told(text: str, next_: str) -> None:
    wanted = datetime.fromisoformat(f"{next_}+00:00")
    assert Timetable.read(text).next_after(NOW) == wanted


def test_without_a_timetable_nothing_is_ever_due() -> None:
    assert Timetable.read(" ").next_after(NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "now",
        "every",
        "every 5s",
        "daily 24:00",
        "xyz 03:00",
        "* * * *",
        "60 * * * *",
        "* * 0 * *",
        "* * * * 8",
        "5-2 * * * *",
        "*/0 * * * *",
        "0 0 30 2 *",
        "a * * * *",
    ],
)
def test_what_is_no_timetable_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|within|calendar"):
        Timetable.read(text)


@given(
    st.sets(st.integers(0, 59), min_size=1, max_size=3),
    st.sets(st.integers(0, 23), min_size=1, max_size=3),
    st.integers(0, 3 * 24 * 60),
)
def test_no_earlier_minute_fits(minutes: set[int], hours: set[int], late: int) -> None:
    text = f"{','.join(map(str, minutes))} {','.join(map(str, hours))} * * *"
    now = NOW + timedelta(minutes=late)
    next_ = Timetable.read(text).next_after(now)
    at = now.replace(second=0) + timedelta(minutes=1)
    while not (at.minute in minutes and at.hour in hours):
        at += timedelta(minutes=1)
    assert next_ == at
