from math import inf, nan

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontier.errors import BadRule
from frontier.politeness import (
    Politeness,
    Rules,
    delay_after,
    delays_after,
    pause_after,
    rules_of,
)

NOW = 1_800_000_000.0
KEY = np.uint64(2**63 + 12345)
PLAIN = rules_of(Politeness())
HELD = Politeness().max_pause_s
# The first call may have to compile.
PATIENT = settings(deadline=None)
# What a host or a broken clock may come up with.
ANY = st.floats(width=32) | st.sampled_from([nan, inf, -inf, -0.0, 1e308])
SOME_S = st.floats(0, 1e4)
RULES = st.builds(
    Politeness,
    delay_s=st.floats(0, 100),
    adaptive_factor=st.floats(0, 10),
    bytes_per_s=st.floats(0, 1e6),
    unsaid_pause_s=SOME_S,
    forgive_s=SOME_S,
).map(rules_of)


def ordinary(set_s: float = nan, robots_s: float = nan) -> float:
    return delay_after(PLAIN, set_s, robots_s, 0.5, 1000.0)


def pause(
    status: int,
    asked: float = nan,
    level: int = 0,
    trouble_at: float = 0.0,
    key: np.uint64 = KEY,
) -> tuple[float, int]:
    until, level = pause_after(PLAIN, float(status), asked, level, trouble_at, key, NOW)
    return until - NOW if until else 0.0, level


def test_without_wishes_the_floor_holds() -> None:
    assert ordinary() == 1.0


def test_what_a_person_sets_replaces_the_floor_both_ways() -> None:
    assert [ordinary(set_s=s) for s in (0.0, 0.25, 8.0)] == [0.0, 0.25, 8.0]


def test_crawl_delay_makes_slower_and_never_faster() -> None:
    assert ordinary(robots_s=5.0) == 5.0
    assert ordinary(robots_s=0.1) == 1.0
    assert ordinary(set_s=8.0, robots_s=5.0) == 8.0


def test_a_crawl_delay_past_the_cap_slows_to_the_cap() -> None:
    assert ordinary(robots_s=1e6) == ordinary(robots_s=inf) == 60.0


def test_a_slow_answer_earns_a_longer_rest_up_to_its_cap() -> None:
    rules = rules_of(Politeness(adaptive_factor=5.0))
    rests = [delay_after(rules, nan, nan, s, 0.0) for s in (0.1, 2.0, 100.0, inf)]
    assert rests == [1.0, 10.0, 30.0, 30.0]


def test_bandwidth_is_kept_over_answer_and_rest_together() -> None:
    rules = rules_of(Politeness(bytes_per_s=1000.0))
    assert delay_after(rules, nan, nan, 4.0, 10_000.0) == 6.0
    assert delay_after(rules, nan, nan, nan, 10_000.0) == 10.0


@PATIENT
@given(rules=RULES, set_s=ANY, robots_s=ANY, seconds=ANY, size=ANY)
def test_no_answer_makes_a_delay_that_is_none(
    rules: Rules, set_s: float, robots_s: float, seconds: float, size: float
) -> None:
    assert 0.0 <= delay_after(rules, set_s, robots_s, seconds, size) <= HELD


@PATIENT
@given(rules=RULES, fewer=SOME_S, more=SOME_S, seconds=SOME_S, size=SOME_S)
def test_who_asks_for_more_time_gets_no_less(
    rules: Rules, fewer: float, more: float, seconds: float, size: float
) -> None:
    fewer, more = sorted((fewer, more))
    assert delay_after(rules, nan, fewer, seconds, size) <= delay_after(
        rules, nan, more, seconds, size
    )
    assert delay_after(rules, fewer, nan, seconds, size) <= delay_after(
        rules, more, nan, seconds, size
    )


def test_many_hosts_get_the_delays_of_each_for_an_unknown_answer() -> None:
    rules = rules_of(Politeness(adaptive_factor=2.0))
    set_s, robots_s = np.array([nan, 50.0, nan]), np.array([nan, nan, 40.0])
    assert delays_after(rules, set_s, robots_s).tolist() == [30.0, 50.0, 40.0]


@pytest.mark.parametrize("status", [200, 302, 404, 429, 500, 503])
def test_retry_after_is_honoured_on_any_answer(status: int) -> None:
    assert pause(status, asked=90.0, level=2) == (90.0, 2)


def test_retry_after_is_honoured_up_to_the_cap() -> None:
    assert pause(503, asked=1e9) == pause(503, asked=inf) == (HELD, 0)


@pytest.mark.parametrize("asked", [nan, -5.0, -inf])
def test_a_retry_after_that_says_nothing_leaves_the_usual_pause(asked: float) -> None:
    assert pause(429, asked) == pause(429)
    assert pause(200, asked) == (0.0, 0)


def test_trouble_without_a_word_doubles_the_pause() -> None:
    pauses = [pause(503, level=level) for level in range(4)]
    assert [level for _, level in pauses] == [1, 2, 3, 4]
    for (length, _), usual in zip(pauses, (60, 120, 240, 480), strict=True):
        assert usual <= length <= usual * 1.1


def test_doublings_are_counted_up_to_where_the_cap_holds_anyway() -> None:
    assert pause(503, level=60)[1] == 60
    assert pause(503, level=-7)[1] == 1
    assert HELD / 1.1 <= pause(503, level=60)[0] <= HELD


def test_two_hosts_come_back_apart_and_each_always_at_the_same_time() -> None:
    lengths = [pause(503, key=np.uint64(key * 7919))[0] for key in range(50)]
    assert len(set(lengths)) == 50
    assert lengths == [pause(503, key=np.uint64(key * 7919))[0] for key in range(50)]


@pytest.mark.parametrize("status", [200, 301, 404])
def test_a_good_answer_after_the_quiet_time_forgives(status: int) -> None:
    assert pause(status, level=1, trouble_at=NOW - 2000) == (0.0, 0)
    assert pause(status, level=1, trouble_at=NOW - 1800) == (0.0, 1)


def test_the_pause_itself_is_no_quiet_time() -> None:
    # At level 6 the host was left alone for 32 minutes.
    assert pause(200, level=6, trouble_at=NOW - 3600) == (0.0, 6)
    assert pause(200, level=6, trouble_at=NOW - 4000) == (0.0, 0)


@pytest.mark.parametrize("status", [0, 500, 502])
def test_a_bad_answer_does_not_forgive(status: int) -> None:
    assert pause(status, level=1, trouble_at=NOW - 1e6) == (0.0, 1)


@PATIENT
@given(
    rules=RULES,
    status=st.sampled_from([0, 200, 302, 404, 429, 500, 503]),
    asked=ANY,
    level=st.integers(-3, 62) | st.just(2**31 - 1),
    key=st.integers(0, 2**64 - 1),
)
def test_no_pause_is_negative_or_past_the_cap(
    rules: Rules, status: int, asked: float, level: int, key: int
) -> None:
    given_key = np.uint64(key)
    until, after = pause_after(rules, float(status), asked, level, 0.0, given_key, NOW)
    assert until == 0.0 or NOW <= until <= NOW + HELD
    assert after in (0, level) or 1 <= after <= 60


@PATIENT
@given(asked=st.tuples(SOME_S, SOME_S), status=st.sampled_from([200, 429]))
def test_who_asks_for_a_longer_pause_gets_no_shorter_one(
    asked: tuple[float, float], status: int
) -> None:
    assert pause(status, min(asked)) <= pause(status, max(asked))


@PATIENT
@given(trouble_at=ANY)
def test_a_broken_clock_changes_no_pause(trouble_at: float) -> None:
    assert pause(503, level=1, trouble_at=trouble_at) == pause(503, level=1)


def test_trouble_at_no_known_time_is_forgiven() -> None:
    assert pause(200, level=3, trouble_at=nan) == (0.0, 0)


@pytest.mark.parametrize("value", [-1.0, nan, inf, 1e9])
def test_a_delay_that_cannot_be_is_refused_by_name(value: float) -> None:
    with pytest.raises(BadRule, match="delay_s"):
        Politeness(delay_s=value)


def test_a_quiet_time_without_end_is_refused() -> None:
    with pytest.raises(BadRule, match="forgive_s = inf"):
        Politeness(forgive_s=inf)


def test_a_setting_that_is_none_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="dellay_s"):
        msgspec.convert({"dellay_s": 1}, Politeness)
    with pytest.raises(msgspec.ValidationError, match="bytes_per_s"):
        msgspec.convert({"bytes_per_s": -1.0}, Politeness)
