from collections.abc import Callable

from extract.markup.tree import Tree
from extract.page import Page
from extract.statements.structured import graph
from extract.stories.called import called
from extract.stories.headline import headline

PageOf = Callable[..., Page]


def _headline(page: Page) -> str | None:
    found = headline(page, graph(page))
    return found.value if found else None


def test_the_heading_that_the_title_agrees_with_is_the_headline(
    page_of: PageOf,
) -> None:
    page = page_of(
        "<h1>Latest news</h1><h1>Rain in the north</h1>",
        "<title>Rain in the north | The Daily</title>",
    )
    assert _headline(page) == "Rain in the north"


def test_a_title_loses_the_name_of_its_site(page_of: PageOf) -> None:
    head = (
        "<title>How to sharpen - a knife - Blades and Co</title>"
        '<meta property="og:site_name" content="Blades and Co">'
    )
    assert _headline(page_of("", head)) == "How to sharpen - a knife"


def test_a_site_that_comes_first_is_taken_off_as_well(page_of: PageOf) -> None:
    head = (
        "<title>Blades: how to sharpen</title>"
        '<meta property="og:site_name" content="Blades">'
    )
    assert _headline(page_of("", head)) == "how to sharpen"


def test_a_dash_alone_does_not_end_a_title(page_of: PageOf) -> None:
    head = "<title>Paris - a walk through the old quarters</title>"
    assert _headline(page_of("", head)) == "Paris - a walk through the old quarters"


def test_a_heading_in_the_footer_is_no_headline(page_of: PageOf) -> None:
    page = page_of("<footer><h1>Tea</h1></footer>", "<title>Tea for two</title>")
    assert _headline(page) == "Tea for two"


def test_a_smaller_heading_that_says_the_title_will_do(page_of: PageOf) -> None:
    page = page_of("<h2>Tea for two</h2>", "<title>Tea for two - Forum</title>")
    assert _headline(page) == "Tea for two"


def test_a_page_without_words_has_no_headline(page_of: PageOf) -> None:
    assert _headline(page_of("<p>x</p>", "")) is None


def test_what_stands_in_a_part_called_related_is_aside() -> None:
    tree = Tree(
        b"<div><p>a</p>"
        + b"<i></i>" * 9
        + b"</div><div class=related-posts><p>b</p></div>"
    )
    first, second = tree.all("p")
    assert not called(tree).is_aside(first)
    assert called(tree).is_aside(second)
