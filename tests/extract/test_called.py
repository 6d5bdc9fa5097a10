import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.markup.tree import Tree
from extract.opinions import opinionblocks, opinionshown
from extract.stories import authors, dateplaces
from extract.stories.called import Naming, called, naming

NAMINGS = (
    authors.CALLED, dateplaces.NAMED, opinionblocks._BODY, opinionblocks._RATED,
    opinionshown._BLOCK, opinionshown._REMARK,
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz-_ "
POST = naming("post", r"(?<![a-z])posts?(?![a-z])")


@pytest.mark.parametrize("one", NAMINGS)
@given(data=st.data())
def test_each_wanted_name_holds_a_word_that_is_looked_for(
    one: Naming, data: st.DataObject
) -> None:
    name = data.draw(st.from_regex(one.pattern, alphabet=LETTERS))
    assert any(word in name.encode() for word in one.words)


def test_parts_of_a_wanted_name_are_told_in_reading_order() -> None:
    tree = Tree(
        b'<p class="Post a"><p id=poster><p class="x" id="post"><p class="Post a">'
    )
    parts = called(tree).like(POST)
    assert [tree.attribute(part, "class") for part in parts] == [
        "Post a",
        "x",
        "Post a",
    ]


def test_parts_are_grouped_by_their_whole_name() -> None:
    tree = Tree(b'<p class="post a"><p class="b"><p class="posts"><p class="post a">')
    first, second, third = (tree.all("p")[k] for k in (0, 2, 3))
    assert called(tree).groups(POST) == [
        ("post a", [first, third]),
        ("posts", [second]),
    ]


def test_where_no_name_is_wanted_none_is_found() -> None:
    tree = Tree(b'<p class="side">')
    assert called(tree).like(POST) == []
    assert called(tree).groups(POST) == []
