"""The tree of a page against the parser's, and what is read off it."""

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from extract.markup.tree import Tree

_TAGS = ("p", "div", "b", "a", "table", "tr", "td", "li", "ul", "h2", "span", "svg")
_PIECES = st.sampled_from(
    [f"<{name}>" for name in _TAGS]
    + [f"</{name}>" for name in _TAGS]
    + ["x", " y ", "&amp;", "<img src=i>", "<br>", "<!-- c -->", "<td class='k'", "\0"]
)


def test_a_page_that_waits_for_scripts_shows_what_it_has_without() -> None:
    plain = b"<noscript><p>" + b"posts and replies " * 60 + b"</p></noscript>"
    assert Tree(b"<div id=app></div>" + plain).text(0).startswith("posts and replies")
    assert Tree(b"its own words " * 60 + plain).text(0)[:3] == "its"
    assert b"posts" not in Tree(b"its own words " * 60 + plain).seen


def test_a_node_knows_its_place() -> None:
    tree = Tree(b"<div id=d><p class='a b'>one<p>two</div><p>three")
    div, first, second, third = tree.all("div", "p")
    assert [tree.parent(node) for node in (first, second, third)] == [div, div, 0]
    assert tree.text(div) == "one two"
    assert tree.attribute(first, "class") == "a b"
    assert tree.attribute(second, "class") is None


def test_text_is_what_a_reader_sees() -> None:
    page = b"""<title>no</title><p>a&nbsp;&amp;<b>b</b>\n c<script>no</script><br>d
        <select><option>no</select><table><tr><td>e</td><td>f</td></tr></table>"""
    assert Tree(page).seen == b"a &b c\nd\ne f"


def test_attributes_are_decoded_and_the_first_counts() -> None:
    tree = Tree(b"<a HREF='/?a=1&amp;b=2' href=/no data-x-long-name=1 hidden>t</a>")
    (link,) = tree.all("a")
    found = {"href": "/?a=1&b=2", "data-x-long-name": "1", "hidden": ""}
    assert tree.attributes(link) == found
    assert tree.having("href") == [link]


def test_a_script_is_held_as_written() -> None:
    tree = Tree(b"<script type=x>if (a<b) '&amp;</p>'</script>")
    assert tree.held(tree.all("script")[0]) == "if (a<b) '&amp;</p>'"
    assert tree.seen == b""


def test_a_copy_of_an_open_link_keeps_its_address() -> None:
    tree = Tree(b"<p><a href=/x>one<p>two")
    assert [tree.attribute(node, "href") for node in tree.all("a")] == ["/x", "/x"]


def test_a_drawing_that_is_never_closed_ends_at_the_next_block() -> None:
    assert Tree(b"<svg><path d=1><div>shown</div>").seen == b"shown"
    assert Tree(b"<svg><foreignObject><div>x</div></foreignObject></svg>y").seen == b"y"


@given(st.lists(_PIECES, max_size=30))
def test_any_soup_has_a_tree_in_reading_order(pieces: list[str]) -> None:
    tree = Tree("".join(pieces).encode())
    for node in range(1, tree.size):
        parent = tree.parent(node)
        assert 0 <= parent < node < tree.end(node) <= tree.end(parent)


@given(st.lists(_PIECES.filter(lambda piece: "t" not in piece), max_size=30))
def test_outside_of_tables_it_shows_what_the_parser_shows(pieces: list[str]) -> None:
    soup = "".join(piece for piece in pieces if piece not in ("\0", "<svg>", "</svg>"))
    body = LexborHTMLParser(soup.encode()).body
    shown = body.text() if body else ""
    assert "".join(Tree(soup.encode()).seen.decode().split()) == "".join(shown.split())


def test_a_page_of_nothing_but_tags_is_cut_off() -> None:
    assert Tree(b"<i>" * 400_000).size <= 301_000
    assert Tree(b"<a " + b"x=1 " * 700_000 + b">t</a>").text(0) == "t"
    assert Tree(b"<p>" + b"<div>" * 100_000 + b"deep").seen == b"deep"
