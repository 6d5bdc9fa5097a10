"""The template's own words: none claims anything, and two guides are not one letter."""

import re
from itertools import combinations
from statistics import mean

import msgspec
import pytest
from told_category import thing

from benchmarks.generate_alike import runs
from enrich.generate import comparedwords, guidewords
from enrich.generate.gate.claims import claims_something
from enrich.generate.guide import GUIDES
from enrich.generate.work import Work

LISTS = {
    name: words
    for module in (guidewords, comparedwords)
    for name, words in vars(module).items()
    if name.isupper()
}
SENTENCES = [
    sentence
    for words in LISTS.values()
    for each in (words.values() if isinstance(words, dict) else [words])
    for sentence in each
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_wording_claims_what_no_row_bears(sentence) -> None:
    assert not claims_something(re.sub(r"{\w+}", "it", sentence))


def test_guides_to_two_kinds_of_things_share_few_words_in_a_row(views) -> None:
    for kind in ("Rakes", "Saws", "Hoses", "Pumps", "Lamps"):
        for place in range(8):
            thing(views, f"{kind}{place}", place, path=f"Garden > {kind}")
    views.run(GUIDES)
    found = views.connection.sql("select work, names from generated_works").fetchall()
    every = [runs(msgspec.json.decode(work, type=Work), names) for work, names in found]
    shares = [len(a & b) / min(len(a), len(b)) for a, b in combinations(every, 2)]
    assert len(shares) == 10
    assert mean(shares) < 0.4
