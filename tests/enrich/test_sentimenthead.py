import numpy as np
import pyarrow as pa
import pytest

from enrich.equipment import Equipment
from enrich.learning.store import keep
from enrich.models.encoder import Chosen
from enrich.settings import EnrichSettings
from enrich.text import language, sentiment, sentimenthead
from enrich.text.sentiment import words

GOOD = ["good", "great", "fine radio", "I love it", "excellent sound"]
BAD = ["bad", "awful", "poor radio", "I hate it", "horrible sound"]


def drawn(count, seed):
    """Vectors whose first number is what people say of them."""
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_what_vectors_say_is_learned() -> None:
    seen, new = drawn(200, 1), drawn(50, 2)
    head = sentimenthead.fit(seen, np.zeros((200, 2)), seen[:, 0])
    told = sentimenthead.predict(head, new, np.zeros((50, 2)))
    assert np.corrcoef(told, new[:, 0])[0, 1] > 0.99


def test_rules_count_where_vectors_say_nothing() -> None:
    rules = words(pa.array(GOOD + BAD))
    values = np.array([1.0] * 5 + [-1.0] * 5)
    head = sentimenthead.fit(drawn(10, 3), rules, values)
    told = sentimenthead.predict(head, drawn(10, 4), rules)
    assert told[:5].min() > told[5:].max()


def test_noise_teaches_nothing_but_the_mean() -> None:
    values = np.random.default_rng(5).normal(0.4, 0.1, 100)
    head = sentimenthead.fit(drawn(100, 6), np.zeros((100, 2)), values)
    told = sentimenthead.predict(head, drawn(100, 7), np.zeros((100, 2)))
    assert told == pytest.approx(np.full(100, 0.4), abs=0.1)


@pytest.mark.parametrize(("encoder", "parts"), [("", 2), ("another", 1)])
def test_a_released_head_judges_by_the_vectors_it_knows(
    tmp_path, views, encoder, parts
) -> None:
    known = Chosen(EnrichSettings(), str(tmp_path))
    vectors, rules = known.load().encode(GOOD + BAD), words(pa.array(GOOD + BAD))
    values = np.array([1.0] * 5 + [-1.0] * 5)
    head = sentimenthead.fit(vectors, rules, values, encoder or known.name)
    kept = keep(tmp_path, "sentiment", 1, head.arrays())
    tools = Equipment(home=str(tmp_path), learned={"sentiment": kept})
    views.add("opinions", {"url": "https://a.test/", "text": "I love this great radio"})
    views.run(language.stage(Equipment()))
    (row,) = views.run(sentiment.stage(tools))
    assert (len(row["outputs"]), row["sentiment"] > 0) == (parts, True)
