"""The compiled walk tells exactly what py3langid tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from extract.text.languagewalk import identifier

OURS = identifier()
THEIRS = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
TEXTS = (
    "",
    "\0",
    "Der Toaster röstet zwei Scheiben Brot",
    "It burns the bread every time, THE BREAD",
    "Он сжигает хлеб каждый раз",
    "毎回パンを焦がします",
    "12 345 %",
)


@pytest.mark.parametrize("text", TEXTS)
def test_every_probability_is_the_same_to_the_bit(text) -> None:
    assert OURS.rank(text) == THEIRS.rank(text)
    assert OURS.classify(text) == THEIRS.classify(text)


@given(st.lists(st.sampled_from(TEXTS) | st.text(), max_size=4))
def test_one_text_leaves_nothing_behind_for_the_next(texts) -> None:
    for text in texts:
        assert OURS.classify(text) == THEIRS.classify(text)
