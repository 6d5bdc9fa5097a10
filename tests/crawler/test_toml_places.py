import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.campaign.places import Way, places

TEXT = '''\
# first
a = 1
"q.r" = 'x' # y
b.c = [1, "two # ]", """th
ree""", [4, {z = 5, y.w = 1979-05-27 07:32:00}],
  # a remark ]
  6,
]
[t]
k = {}
[[many]]
n = 1
[[many]]
n = 2
[many.below]
m = """"x""""
'''


@pytest.mark.parametrize(
    ("way", "place"),
    [
        (("a",), "2:5"),
        (("q.r",), "3:9"),
        (("b", "c"), "4:7"),
        (("b", "c", 1), "4:11"),
        (("b", "c", 3, 1, "y", "w"), "5:27"),
        (("b", "c", 4), "7:3"),
        (("many", 1, "n"), "14:5"),
        (("many", 1, "below", "m"), "16:5"),
        (("t", "gone"), "9:2"),
        (("gone",), "1:1"),
    ],
)
def test_a_value_is_found_where_it_stands(way: Way, place: str) -> None:
    assert places(TEXT).of_value(way) == place


def test_a_key_is_found_where_it_stands() -> None:
    assert places(TEXT).of_key(("many", 1, "n")) == "14:1"


WORDS = st.text(alphabet="ab\"'#[]{},=.\\ ", max_size=6)
VALUES = st.recursive(
    st.integers() | st.booleans() | WORDS,
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    if isinstance(value, list):
        return f"[ {', '.join(written(one) for one in value)} ]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value).lower()


@given(st.lists(VALUES, max_size=4))
def test_at_each_place_stands_the_value_that_the_reader_found(
    values: list[object],
) -> None:
    text = "".join(f"k{at} = {written(value)} # x\n" for at, value in enumerate(values))
    found = places(text)
    for at, value in enumerate(values):
        rest = text[found.values[(f"k{at}",)] :].splitlines()[0]
        assert tomllib.loads(f"x = {rest}")["x"] == value
        for number, inner in enumerate(value if isinstance(value, list) else ()):
            place = found.values[(f"k{at}", number)]
            assert text[place:].startswith(written(inner))
