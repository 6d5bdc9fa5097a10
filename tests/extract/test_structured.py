import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.page import Page
from extract.statements.jsonld import read
from extract.statements.structured import Graph, graph

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
).filter(bool)


@given(VALUES)
def test_sound_json_is_read_as_it_stands(value: object) -> None:
    assert read(json.dumps(value).replace("\\u0000", "")) != []


@given(st.text(alphabet='{}[]",:\\/*\x00\n&;<!-ab1'))
def test_any_text_is_read_or_left(text: str) -> None:
    assert isinstance(read(text), list)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "b",}',
        '{"a": "b"};',
        '<!-- {"a": "b"} -->',
        '// <![CDATA[\n{"a": "b"}\n// ]]>',
        '/* x */ {"a": "b" // y\n}',
        "{&quot;a&quot;: &quot;b&quot;}",
        '\ufeff{"a": "b"}',
        '{"a": "\x00b"}',
    ],
)
def test_known_faults_are_mended(text: str) -> None:
    assert read(text) == [{"a": "b"}]


def test_mending_leaves_strings_alone() -> None:
    assert read('{"a": ",} // <b> \\" /* ", "c": 1,}') == [
        {"a": ',} // <b> " /* ', "c": 1}
    ]


def test_a_fraction_keeps_its_digits() -> None:
    assert read('{"price": 19.990}') == [{"price": Decimal("19.990")}]


def test_several_values_in_a_block_are_all_read() -> None:
    assert read('{"a": 1}\n{"b": 2}') == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000 + "]" * 10_000,
        '{"@graph":' * 10_000 + "1" + "}" * 10_000,
        '"' + "x" * 5_000_000 + '"',
        '{"a": ' + "9" * 10_000 + "}",
        '{"a": "' + "\\" * 100_000,
        "," * 100_000,
        "/* " * 600_000,
        '"\\' * 900_000,
    ],
    ids=[
        "lists",
        "objects",
        "long",
        "digits",
        "escapes",
        "commas",
        "comments",
        "quotes",
    ],
)
def test_a_hostile_block_says_nothing(text: str) -> None:
    assert read(text) == []


def test_a_circle_of_references_ends() -> None:
    nodes = Graph([{"@id": "a", "x": {"@id": "b"}}, {"@id": "b", "x": {"@id": "a"}}])
    assert nodes.follow({"@id": "a"})["x"] == {"@id": "b"}


def test_a_page_with_a_thousand_blocks_is_read_in_part() -> None:
    block = '<script type="application/ld+json">{"@type": "Thing"}</script>'
    assert len(graph(Page("https://a.test/", block * 1000)).nodes) == 100


def test_what_is_asked_of_a_node_is_made_once_for_each_node() -> None:
    whole = Graph([{"@type": "Product", "name": "A"}, {"@type": "Product"}])
    made: list[str] = []
    for node in (*whole.nodes, *whole.nodes):
        whole.once("names", node, lambda: made.append("made"))
    assert len(made) == 2
