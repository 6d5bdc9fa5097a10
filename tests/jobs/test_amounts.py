import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.cli.amounts import Duration, Moment, counted, moment, size, span, when


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90.0),
        ("15m", 900.0),
        ("2h", 7200.0),
        ("1d", 86400.0),
        ("1d12h", 129600.0),
        ("1.5h", 5400.0),
        ("2.5", 2.5),
        ("0", 0.0),
        (" 2H ", 7200.0),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize(
    "text", ["", "2x", "h", "-1s", "1 week", "nan", "inf", "9999d"]
)
def test_what_is_no_duration_is_refused_by_name(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"no duration|ten years"):
        Duration().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2030-01-31", "2030-01-31 00:00:00 UTC"),
        ("2030-01-31T18:00", "2030-01-31 18:00:00 UTC"),
        ("2030-01-31T18:00+02:00", "2030-01-31 16:00:00 UTC"),
    ],
)
def test_moments_are_in_utc_unless_they_say_otherwise(text: str, shown: str) -> None:
    assert moment(Moment().convert(text, None, None)) == shown


@pytest.mark.parametrize("text", ["", "tomorrow", "31.1.2030", "2030-13-01"])
def test_what_is_no_moment_is_refused_by_name(text: str) -> None:
    with pytest.raises(click.BadParameter, match="no date"):
        Moment().convert(text, None, None)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0, "0 s"),
        (0.05, "0.05 s"),
        (9.99, "9.99 s"),
        (59.6, "1 min"),
        (90.0, "1 min 30 s"),
        (3600.0, "1 h"),
        (90061.0, "1 d 1 h"),
    ],
)
def test_a_span_shows_its_two_largest_parts(seconds: float, shown: str) -> None:
    assert span(seconds) == shown


def test_a_time_to_come_says_how_long_or_when() -> None:
    assert when(5.0, now=5.0) == "now"
    assert when(100.0, now=10.0) == "in 1 min 30 s"
    assert when(90_000.0, now=0.0) == "1970-01-02 01:00:00 UTC"


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (123_456, "123 kB"),
        (2.5e9, "2.5 GB"),
    ],
)
def test_sizes_are_short(count: float, shown: str) -> None:
    assert size(count) == shown


@given(st.integers(0, 9 * 10**17))
def test_every_size_has_at_most_three_digits(count: int) -> None:
    assert len(size(count)) <= 9


def test_one_thing_is_no_things() -> None:
    shown = [counted(count, "URL") for count in (0, 1, 2, 1234)]
    assert shown == ["0 URLs", "1 URL", "2 URLs", "1,234 URLs"]
