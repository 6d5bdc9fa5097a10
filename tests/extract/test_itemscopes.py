from hypothesis import given
from hypothesis import strategies as st

from extract.markup.tree import Tree
from extract.statements.itemscopes import microdata, rdfa


def test_a_scope_inside_a_property_is_its_value() -> None:
    page = (
        '<div itemscope itemtype="http://schema.org/Product"><h1 itemprop="name">Cup</h1>'
        '<p itemprop="offers" itemscope><b itemprop="price">9,50</b></p>'
        '<i itemprop="sku">7</i></div>'
    )
    assert microdata(Tree(page.encode())) == [
        {
            "@type": ["http://schema.org/Product"],
            "name": "Cup",
            "offers": {"price": "9,50"},
            "sku": "7",
        }
    ]


def test_values_lie_where_the_element_keeps_them() -> None:
    page = (
        '<div itemscope><meta itemprop="a" content="1"><a itemprop="b" href="/2">x</a>'
        '<img itemprop="c" src="3"><time itemprop="d" datetime="4">y</time>'
        '<data itemprop="e" value="5">z</data><b itemprop="f" content="6">w</b></div>'
    )
    (item,) = microdata(Tree(page.encode()))
    assert item == {"a": "1", "b": "/2", "c": "3", "d": "4", "e": "5", "f": "6"}


def test_properties_of_one_name_are_a_list_and_two_names_two_properties() -> None:
    page = '<p itemscope><b itemprop="a">1</b><b itemprop="a b">2</b></p>'
    assert microdata(Tree(page.encode())) == [{"a": ["1", "2"], "b": "2"}]


def test_an_item_takes_what_it_refers_to() -> None:
    page = (
        '<p itemscope itemref="x gone"></p>'
        '<div id="x"><b itemprop="a">1</b><p itemprop="o" itemscope>'
        '<b itemprop="price">2</b></p></div>'
    )
    assert microdata(Tree(page.encode()))[0] == {"a": "1", "o": {"price": "2"}}


def test_items_that_refer_to_each_other_make_no_circle() -> None:
    page = (
        '<div id="x"><p itemprop="a" itemscope itemref="y"></p></div>'
        '<div id="y"><p itemprop="b" itemscope itemref="x"></p></div>'
    )
    assert microdata(Tree(page.encode())) == [{}, {}]


def test_rdfa_lite_is_read_without_its_prefixes() -> None:
    page = (
        '<div vocab="http://schema.org/" typeof="Product"><b property="schema:name">Cup'
        '</b><p property="offers" typeof="Offer"><b property="price">3</b></p></div>'
    )
    (item,) = rdfa(Tree(page.encode()))
    assert item["name"] == "Cup"
    assert item["offers"] == {"@type": ["Offer"], "price": "3"}


@given(
    st.lists(
        st.sampled_from(
            [
                *("<p itemscope>", '<b itemprop="a">', "</p>", "</b>", "x"),
                *('<p itemprop=a itemscope itemref="i">', '<i id="i">'),
            ]
        )
    )
)
def test_any_nesting_is_read(parts: list[str]) -> None:
    assert isinstance(microdata(Tree("".join(parts).encode())), list)
