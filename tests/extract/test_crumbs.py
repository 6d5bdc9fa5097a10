from extract.goods.crumbs import crumbs
from extract.markup.tree import Tree

TRAIL = (
    '<ul class="breadcrumbs"><li><a href="/">Home</a> /</li><li><a href="/k">Kitchen</a>'
    '</li><li><a href="/k/c">Cups</a> &rsaquo;</li><li>Blue Cup</li></ul>'
)


def test_a_trail_gives_the_categories_between_home_and_the_page() -> None:
    assert crumbs(Tree(TRAIL.encode()), "Blue Cup") == ["Kitchen", "Cups"]


def test_a_trail_that_ends_above_the_page_is_whole() -> None:
    page = TRAIL.replace("<li>Blue Cup</li>", "")
    assert crumbs(Tree(page.encode()), "Blue Cup") == ["Kitchen", "Cups"]


def test_a_page_without_a_trail_has_no_categories() -> None:
    assert crumbs(Tree(b"<p>breadcrumb</p><a>Kitchen</a>"), "Cup") == []


def test_a_trail_without_a_home_loses_no_category() -> None:
    page = '<div class="breadcrumb"><a href="/garden">Garden</a> <a href="/g/p">Pots</a></div>'
    assert crumbs(Tree(page.encode()), "Clay Pot") == ["Garden", "Pots"]
