import pytest

from extract.goods.stock import stock


@pytest.mark.parametrize(
    "line", ["Out of stock", "Derzeit ausverkauft", "Нет в наличии", "品切れ"]
)
def test_a_line_that_says_it_is_out(line: str) -> None:
    assert {one.value for one in stock(f"Cup\n{line}\n".encode(), 0)} == {"OutOfStock"}


def test_a_long_sentence_speaks_of_something_else() -> None:
    text = f"Cup\n{'word ' * 30} out of stock {'word ' * 30}\n"
    assert stock(text.encode(), 0) == []


def test_a_way_to_buy_says_it_is_there() -> None:
    assert [one.source for one in stock(b"Cup\nAdd to cart\n", 0)] == ["way-to-buy"]


def test_a_word_alone_is_told_from_a_line() -> None:
    assert stock(b"Cup\nSold out\n", 0)[0].source == "out-near-alone"
    assert stock(b"Cup\nThe blue one is sold out\n", 0)[0].source == "out-near"
