from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.campaign.model import Campaign
from crawler.campaign.score import Score, score_of
from crawler.errors import BadScore
from extract.linking.links import Links

LINKS = Links(
    urls=["http://a.test/p/1", "http://b.test:81/list?page=2", "https://a.test/"],
    anchors=["Red Pot, SALE", "next", ""],
    rels=["", "next", "nofollow"],
    kinds=["product", "next", "other"],
    networks=[None, None, "awin"],
)


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("3", [3, 3, 3]),
        ("-depth", [-2, -2, -2]),
        ("position * 2 + 1", [1, 3, 5]),
        ('kind == "product"', [1, 0, 0]),
        ('10 * (kind in ("product", "list")) - depth', [8, -2, -2]),
        ('has(anchor, "sale", "offer")', [1, 0, 0]),
        ('has(lower(anchor), "NEXT") + 2 * has(url, "x", "LIST")', [0, 3, 0]),
        ('matches(url, "^https") or network != ""', [0, 0, 1]),
        ('begins(path, "/p/", "/q") and not ends(url, "/")', [1, 0, 0]),
        ('5 if host == "b.test:81" else 1 / 2', [0.5, 5, 0.5]),
        ('query == "page=2"', [0, 1, 0]),
        ('length(anchor) + count(path, "/")', [15, 5, 1]),
        ("min(depth, 1) + max(1, 2, 3) + abs(-4)", [8, 8, 8]),
        ('"red" in lower(anchor) and "x" not in rel', [1, 0, 0]),
        ("1 < depth <= 2", [1, 1, 1]),
        ("1 / 0 + position / (depth - 2)", [0, 0, 0]),
    ],
)
def test_a_score_is_what_its_expression_says(text: str, scores: list[float]) -> None:
    assert Score(text).of(LINKS, depth=2) == scores


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('__import__("os").system("x")', "calls what is not known"),
        ("url.encode", "is not known here"),
        ("[u for u in url]", "is not known here"),
        ("url[0]", "is not known here"),
        ("lambda: 1", "is not known here"),
        ('f"{url}"', "is not known here"),
        ("9 ** 9", "not one of"),
        ('"a" * 9', "is a text, where a number"),
        ("price", "there are: url, host"),
        ("depth and 1", "is a number, where a truth belongs"),
        ("kind == 3", "is a number, where a text belongs"),
        ("None", "neither a number nor a text"),
        ("kind in ()", "holds nothing"),
        ("kind in depth", "where a text belongs"),
        ("url is url", "compares in a way"),
        ("has(url, anchor)", "not written out in quotes"),
        ('matches(url, "(")', "no regular expression"),
        ("min(1)", "too few or too many"),
        ("abs(x=1)", "calls what is not known"),
        ("9" * 400, "larger than any number"),
        ("1 +", "is no expression, at its character"),
        ("-" * 80 + "1", "too deep"),
        ("(" * 500 + "1" + ")" * 500, "no expression"),
        ("1\0", "no expression"),
        ("", "no expression"),
    ],
)
def test_what_is_no_score_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(BadScore) as refused:
        Score(text)
    assert said in str(refused.value)


def test_an_error_names_the_part_and_where_it_stands() -> None:
    with pytest.raises(BadScore, match="'kind' at its character 5 is a text"):
        Score("1 + kind")


def test_only_the_order_best_has_a_score() -> None:
    assert score_of(Campaign(name="c", seeds=())) is None
    assert score_of(Campaign(name="c", order="best")) is not None


def test_without_an_expression_products_go_before_what_is_far() -> None:
    score = score_of(Campaign(name="c", order="best"))
    assert score
    product, next_, other = score.of(LINKS, depth=2)
    assert product > next_ > other > score.of_urls(["http://a.test/"], 9)[0]


WORDS = 'depth position kind url "x" 1 0 1e308 ( ) + * / - == < in if else and not'
PARTS = st.sampled_from([*WORDS.split(), "has(url,", "min(", ","])


@given(st.lists(PARTS, max_size=9))
def test_whatever_is_written_gives_numbers_or_a_refusal(parts: list[str]) -> None:
    try:
        score = Score(" ".join(parts))
    except BadScore:
        return
    found = score.of(LINKS, depth=3)
    assert len(found) == 3
    assert all(isnan(one) or float(one) == one for one in found)
