import pytest

from extract.markup.openelements import DEEPEST
from extract.markup.tree import Tree


@pytest.mark.parametrize("depth", [DEEPEST - 3, DEEPEST - 2, DEEPEST + 9, 9 * DEEPEST])
def test_a_link_below_the_deepest_level_holds_its_text(depth: int) -> None:
    tree = Tree(b"<div>" * depth + b"<a href=/x>more</a> after</div>")
    (link,) = tree.all("a")
    assert (tree.text(link), tree.name(tree.parent(link + 1))) == ("more", "a")


def test_what_is_opened_anew_below_the_deepest_level_can_be_closed() -> None:
    tree = Tree(b"<b><i><u>" + b"<p>x<div>" * 500 + b"</b></i></u><p>end")
    assert tree.text(0).endswith("x end")
