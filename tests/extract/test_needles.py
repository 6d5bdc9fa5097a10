"""Tests of extract.markup.needles and extract.statements.scriptkeys: words looked for all at once."""

import numpy as np
import pytest

from extract.markup.attributes import NUMBER
from extract.markup.needles import Needles, named
from extract.markup.tree import Tree
from extract.statements.scriptkeys import tell

WORDS = Needles([b"sold out", b"sold", b"in stock", "épuisé".encode()])


def test_each_word_is_found_wherever_it_stands() -> None:
    found = WORDS.within("in stock, épuisé, sold out".encode())
    assert found == [[0, 20], [1, 20], [2, 0], [3, 10]]


def test_a_word_that_the_text_cuts_off_is_not_found() -> None:
    assert WORDS.within(b"sold ou") == [[1, 0]]
    assert WORDS.within(b"s") == []
    assert WORDS.within(b"") == []


def test_only_values_of_the_named_attributes_are_looked_at() -> None:
    tree = Tree(b"<p class='is sold' title=sold><b id=sold>sold</b><i class=sol>d</i>")
    rows = [row for _, row in WORDS.among(tree, slice(0, None), named(NUMBER["class"]))]
    assert rows == [0]
    rows = [row for _, row in WORDS.among(tree, slice(1, None), named(NUMBER["id"]))]
    assert rows == [2]


def test_a_text_full_of_hits_is_left_in_the_end() -> None:
    assert len(WORDS.within(b"sold" * 10_000)) == 1_000


@pytest.mark.parametrize(
    "script",
    [
        '{"price":1}',
        "{'productId' : 2, salePrice: 3}",
        '{"SKU" :1}',
        r'"{\"sku\":1}"',
        "data={&quot;price&quot;:1}",
        "x = {product_id:1}",
    ],
)
def test_scripts_with_a_key_of_goods_tell(script: str) -> None:
    assert _tells(script)


@pytest.mark.parametrize("script", ["", "sku", ':"price"', "a ? price.b : 2", "u:1"])
def test_scripts_without_one_do_not(script: str) -> None:
    assert not _tells(script)


def _tells(script: str) -> bool:
    text = b"sku" + script.encode()
    spans = np.array([[3, len(text), 0]])
    tell(np.frombuffer(text + bytes(8), np.uint8), spans)
    return bool(spans[0, 2])
