"""The compiled walk tells exactly what py3langid tells."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from extract.text.languagewalk import identifier

TEXTS = (
    "",
    "\0",
    "Der Toaster röstet zwei Scheiben Brot",
    "It burns the bread every time, THE BREAD",
    "Он сжигает хлеб каждый раз",
    "毎回パンを焦がします",
    "12 345 %",
)


ours = cache(identifier)


@cache
def theirs() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@pytest.mark.parametrize("text", TEXTS)
def test_every_probability_is_the_same_to_the_bit(text) -> None:
    assert ours().rank(text) == theirs().rank(text)
    assert ours().classify(text) == theirs().classify(text)


@given(st.lists(st.sampled_from(TEXTS) | st.text(), max_size=4))
def test_one_text_leaves_nothing_behind_for_the_next(texts) -> None:
    for text in texts:
        assert ours().classify(text) == theirs().classify(text)
