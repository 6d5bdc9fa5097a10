from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.lastmod import lastmod

NOON = datetime(2026, 9, 4, 12, tzinfo=UTC).timestamp()
HOUR = 3600.0


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC).timestamp()),
        ("2026-09", datetime(2026, 9, 1, tzinfo=UTC).timestamp()),
        ("2026-09-04", NOON - 12 * HOUR),
        ("2026-9-4", NOON - 12 * HOUR),
        ("2026-09-04T12:00Z", NOON),
        ("2026-09-04T12:00:30Z", NOON + 30),
        ("2026-09-04T12:00:00.25Z", NOON + 0.25),
        ("2026-09-04T12:00:00,5Z", NOON + 0.5),
        ("2026-09-04T12:00:00.1234567890123Z", NOON + 0.123456),
        ("2026-09-04T14:00+02:00", NOON),
        ("2026-09-04T14:00:00+0200", NOON),
        ("2026-09-04T14:00:00+02", NOON),
        ("2026-09-04T06:30:00-05:30", NOON),
        ("2026-09-04T12:00:00", NOON),
        ("2026-09-04 12:00:00", NOON),
        ("2026-09-04 14:00:00 +02:00", NOON),
        ("2026-09-04t12:00:00z", NOON),
        ("  2026-09-04T12:00Z\n", NOON),
        ("2026-09-04T12:00:60Z", NOON + 59),
        ("Fri, 04 Sep 2026 12:00:00 GMT", NOON),
        ("Fri, 04 Sep 2026 14:00:00 +0200", NOON),
        ("04 Sep 2026 12:00:00", NOON),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("2026-09-04T25:00Z", None),
        ("2026-09-04T12:60Z", None),
        ("0001-01-01T00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("20260904", None),
        ("1788523200", None),
        ("yesterday", None),
        ("Fri, 99 Sep 2026 12:00:00 GMT", None),
        ("٢٠٢٦-٠٩-٠٤", None),
        ("-2026", None),
        ("", None),
        ("2026-09-04" * 1000, None),
    ],
)
def test_a_date_is_read_in_all_its_forms(text: str, moment: float | None) -> None:
    assert lastmod(text) == moment


ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
MOMENTS = st.datetimes(
    datetime(1990, 1, 2),  # noqa: DTZ001
    datetime(2100, 12, 30),  # noqa: DTZ001
    timezones=ZONES,
)


@given(MOMENTS)
def test_what_is_written_is_read(moment: datetime) -> None:
    assert lastmod(moment.isoformat()) == pytest.approx(moment.timestamp(), abs=1e-5)


@given(st.text(max_size=80) | st.from_regex(r"[\w:+ .,-]{0,40}"))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert lastmod(text) is None or lastmod(text) > 6e8
