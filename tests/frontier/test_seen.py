"""One suite of behaviour, run against every kind of set."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.bloom import Bloom
from frontier.errors import BadSeen, BadSnapshot
from frontier.exact import Exact
from frontier.kernel import Keys
from frontier.payload import BLOOM, EXACT, MAGIC, PYBLOOM, pack
from frontier.seen import Policy, Seen, load_seen, make_seen, to_bloom

Make = Callable[[], Seen]
KINDS: dict[str, Make] = {
    "exact": lambda: make_seen("exact", 1000, 1e-5),
    "auto": lambda: make_seen("auto", 1000, 1e-5),
    "growing bloom": lambda: make_seen("bloom", 50, 1e-5),
    "sized bloom": lambda: to_bloom(Exact(), 50, 1e-5),
    "pybloom": lambda: make_seen("pybloom", 50, 1e-5),
}
FPS = st.one_of(st.integers(0, 2**64 - 1), st.sampled_from([0, 1, 2**63, 2**64 - 1]))
BATCHES = st.lists(st.lists(FPS, max_size=40), max_size=8)
every_kind = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS.keys())


def keys(fps: list[int]) -> Keys:
    return np.array(fps, np.uint64)


def spread(count: int, start: int = 0) -> Keys:
    """`count` numbers all over the 64 bits, the same everywhere."""
    steps = np.arange(start, start + count, dtype=np.uint64)
    return (steps + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)


def filled(make: Make, count: int = 300) -> Seen:
    seen = make()
    seen.add(spread(count))
    return seen


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """No example pays for compiling the kernels, which takes longer than one may."""
    for make in KINDS.values():
        filled(make).fresh(spread(1))


@every_kind
@given(batches=BATCHES)
def test_what_was_added_is_known_for_ever(make: Make, batches: list[list[int]]) -> None:
    seen = make()
    for batch in batches:
        seen.add(keys(batch))
    for batch in batches:
        assert seen.has(keys(batch)).all()
        assert not seen.fresh(keys(batch)).any()


@every_kind
@given(batches=BATCHES)
def test_only_the_first_sight_is_fresh(make: Make, batches: list[list[int]]) -> None:
    seen = make()
    known: set[int] = set()
    for batch in batches:
        expected = [fp not in known | set(batch[:at]) for at, fp in enumerate(batch)]
        assert seen.fresh(keys(batch)).tolist() == expected
        seen.add(keys(batch))
        known |= set(batch)
    assert len(seen) == len(known)


@every_kind
@given(before=st.lists(FPS), batch=st.lists(FPS))
def test_asking_changes_nothing(
    make: Make, before: list[int], batch: list[int]
) -> None:
    seen = make()
    seen.add(keys(before))
    saved = seen.save()
    first = seen.fresh(keys(batch)).tolist()
    assert seen.fresh(keys(batch)).tolist() == first
    assert seen.save() == saved


@every_kind
@given(batches=BATCHES)
def test_a_loaded_set_goes_on_as_the_saved_one(
    make: Make, batches: list[list[int]]
) -> None:
    seen = make()
    for batch in batches:
        seen.add(keys(batch))
        loaded = load_seen(seen.save())
        assert (loaded.save(), len(loaded)) == (seen.save(), len(seen))
        seen = loaded
    assert all(seen.has(keys(batch)).all() for batch in batches)


@every_kind
def test_a_set_grows_far_past_its_capacity(make: Make) -> None:
    seen = filled(make, 20_000)
    assert seen.has(spread(20_000)).all()
    assert seen.fresh(spread(20_000, 20_000)).sum() > 19_990
    assert len(seen) > 19_990


@every_kind
def test_an_empty_set_is_tiny(make: Make) -> None:
    assert make().nbytes <= 8192
    assert len(make().save()) <= 8192
    assert len(make()) == 0


@every_kind
def test_adding_again_changes_nothing(make: Make) -> None:
    seen = filled(make)
    saved = seen.save()
    seen.add(spread(300))
    assert seen.save() == saved


@every_kind
def test_a_set_takes_what_it_may_not_write(make: Make) -> None:
    seen = make()
    seen.add(np.frombuffer(spread(50).tobytes(), np.uint64))
    seen.add(spread(100)[50::2])
    assert seen.has(spread(50)).all()
    assert len(seen) == 75


@every_kind
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_flipped_bit_is_noticed(make: Make, place: int, bit: int) -> None:
    data = bytearray(filled(make).save())
    data[place % len(data)] ^= 1 << bit
    with pytest.raises(BadSnapshot):
        load_seen(bytes(data))


@every_kind
@given(size=st.integers(min_value=0))
def test_any_missing_end_is_noticed(make: Make, size: int) -> None:
    data = filled(make).save()
    with pytest.raises(BadSnapshot):
        load_seen(data[: size % len(data)])


@every_kind
def test_more_than_was_saved_is_noticed(make: Make) -> None:
    with pytest.raises(BadSnapshot, match="bytes"):
        load_seen(filled(make).save() + b"\0")


@given(
    kind=st.sampled_from([0, EXACT, BLOOM, PYBLOOM, 9]),
    fields=st.binary(max_size=60),
    content=st.binary(max_size=200),
)
def test_a_forged_set_with_a_right_check_is_refused(
    kind: int, fields: bytes, content: bytes
) -> None:
    with pytest.raises(BadSnapshot):
        load_seen(pack(kind, fields, np.frombuffer(content, np.uint8)))


def test_a_set_of_another_version_is_refused() -> None:
    data = filled(KINDS["exact"]).save()
    with pytest.raises(BadSnapshot, match="begin"):
        load_seen(MAGIC[:3] + b"2" + data[4:])


def test_a_saved_set_is_read_from_a_view() -> None:
    data = b"before" + filled(KINDS["exact"]).save()
    assert len(load_seen(memoryview(data)[6:])) == 300


def test_an_exact_set_is_poured_into_a_bloom() -> None:
    exact = Exact()
    exact.add(keys([0]))
    exact.add(spread(5000))
    bloom = to_bloom(exact, 1, 1e-5)
    assert isinstance(bloom, Bloom)
    assert bloom.has(exact.keys()).all()
    assert bloom.nbytes < exact.nbytes / 3


@pytest.mark.parametrize(
    ("policy", "capacity", "error", "named"),
    [
        ("bloom", 0, 1e-5, "seen_capacity = 0"),
        ("bloom", 10, 0.0, "seen_error = 0.0"),
        ("bloom", 10, float("nan"), "seen_error = nan"),
        ("pybloom", 10, 1.0, "seen_error = 1.0"),
        ("cuckoo", 10, 1e-5, "seen = 'cuckoo'"),
    ],
)
def test_a_wrong_setting_is_named(
    policy: Policy, capacity: int, error: float, named: str
) -> None:
    with pytest.raises(BadSeen, match=named):
        make_seen(policy, capacity, error)
