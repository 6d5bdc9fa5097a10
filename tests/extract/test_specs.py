from extract.goods.specs import specs
from extract.markup.tree import Tree


def test_rows_of_two_cells_are_facts() -> None:
    rows = "".join(f"<tr><th>Name {n}:</th><td>Value {n}</td></tr>" for n in range(3))
    found = specs(Tree(f"<table>{rows}</table>".encode()))
    assert found == {"Name 0": "Value 0", "Name 1": "Value 1", "Name 2": "Value 2"}


def test_definitions_are_facts() -> None:
    page = "<dl><dt>a</dt><dd>1</dd><dt>b</dt><dd>2</dd><dt>c</dt><dd>3</dd></dl>"
    assert specs(Tree(page.encode())) == {"a": "1", "b": "2", "c": "3"}


def test_tables_of_more_columns_are_none() -> None:
    rows = "<tr><td>S</td><td>M</td><td>L</td></tr>" * 4
    assert specs(Tree(f"<table>{rows}</table>".encode())) == {}
