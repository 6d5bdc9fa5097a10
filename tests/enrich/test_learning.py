"""Learning with a learner that is small and real: the label that a word mostly has."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from enrich.equipment import version_of
from enrich.errors import ModelUnusable, NothingToLearn
from enrich.learning.history import models, released
from enrich.learning.learn import check, decide, learn
from enrich.learning.learner import Judged, Learner
from enrich.learning.store import keep, read
from lake.clock import utc_now
from lake.load import append
from lake.settings import LakeSettings
from lake.sql import current
from lake.store import Lake
from lake.tables import schema

QUERY = """
SELECT entity_key, label, entity_key AS together, split_part(entity_key, '-', 1) AS word
FROM labels WHERE step = 'classify'
QUALIFY row_number() OVER (PARTITION BY entity_key ORDER BY ingested_at DESC) = 1
"""


def fit(rows):
    pairs = zip(rows["word"].to_pylist(), rows["label"].to_pylist(), strict=True)
    most = {word: label for (word, label), _ in reversed(Counter(pairs).most_common())}
    return {"words": np.array(list(most)), "labels": np.array(list(most.values()))}


def judge(arrays, rows):
    known = {} if arrays is None else dict(zip(*arrays.values(), strict=True))
    words, labels = rows["word"].to_pylist(), rows["label"].to_pylist()
    each = np.array(
        [known.get(w) == label for w, label in zip(words, labels, strict=True)], float
    )
    return Judged(each, {"accuracy": float(each.mean())})


LEARNER = Learner(step="classify", code=2, query=QUERY, fit=fit, judge=judge)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(tmp_path / "home", LakeSettings())


@pytest.fixture
def say(lake):
    """Label so many things of each word."""

    def said(count=100, **labels):
        rows = [
            {
                "step": "classify",
                "entity_key": f"{word}-{n}",
                "label": label,
                "said_at": utc_now(),
            }
            for word, label in labels.items()
            for n in range(count)
        ]
        wanted = schema("labels", common=False)
        append(lake, "labels", {"labels": pa.Table.from_pylist(rows, schema=wanted)})

    return said


def test_a_model_that_is_better_is_released(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    done = learn(lake, LEARNER)
    assert (done.verdict.yes, done.model.number, done.before) == (True, 1, 0)
    assert done.model.figures == [{"name": "accuracy", "value": 1.0, "before": 0.0}]


def test_a_model_that_is_only_as_good_is_kept_and_not_released(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    learn(lake, LEARNER)
    assert learn(lake, LEARNER).verdict.yes is False
    assert released(models(lake), "classify", 2).number == 1
    assert [model.state for model in models(lake)] == ["released", "trained"]


def test_no_label_is_learned_from_and_measured_on(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    done = learn(lake, LEARNER)
    assert done.model.labels + done.model.held_back == 200
    assert 30 < done.model.held_back < 70


def test_what_is_held_back_stays_so_when_labels_come(lake, say) -> None:
    say(count=60, drill="tools", bowl="kitchen")
    first = learn(lake, LEARNER).model
    say(count=61, drill="tools", bowl="kitchen")
    second = learn(lake, LEARNER).model
    assert second.held_back - first.held_back in (0, 1, 2)


def test_a_model_that_new_labels_prove_wrong_is_withdrawn(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    learn(lake, LEARNER)
    say(drill="tools", bowl="garden")
    learn(lake, LEARNER)
    say(drill="tools", bowl="kitchen")
    done = check(lake, LEARNER)
    assert (done.model.state, done.model.number, done.before) == ("withdrawn", 2, 1)
    assert released(models(lake), "classify", 2).number == 1


def test_a_withdrawal_hides_what_a_model_made_until_it_is_released(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    decide(lake, learn(lake, LEARNER).model, "withdrawn")
    with current(lake) as connection:
        found = connection.sql("FROM released")
        assert found.fetchall() == []
    decide(lake, models(lake)[0], "released")
    with current(lake) as connection:
        found = connection.sql("FROM released")
        assert found.fetchall() == [("classify", version_of(2, 1))]


def test_a_withdrawal_counts_also_where_the_clock_was_set_back(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    model = learn(lake, LEARNER).model
    decide(lake, model, "withdrawn", now=lambda: model.changed_at - timedelta(days=9))
    assert [model.state for model in models(lake)] == ["withdrawn"]
    assert released(models(lake), "classify", 2) is None


def test_a_model_is_only_for_the_code_it_was_made_for(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    learn(lake, LEARNER)
    assert released(models(lake), "classify", 3) is None


def test_many_labels_on_few_things_measure_nothing(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    pages = QUERY.replace("entity_key AS together", "right(entity_key, 1) AS together")
    few = msgspec.structs.replace(LEARNER, query=pages)
    with pytest.raises(NothingToLearn, match=r"of [0-9] things; 20, 20 and 10 are"):
        learn(lake, few)


def test_too_few_labels_are_an_error_that_says_how_many(lake, say) -> None:
    say(count=15, drill="tools", bowl="kitchen")
    with pytest.raises(
        NothingToLearn, match=r"labels to learn from and \d+ to measure"
    ):
        learn(lake, LEARNER)


def test_a_file_that_a_kill_left_before_its_row_is_no_model(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    # Killed between the two: once with the file whole, once with its folder alone.
    keep(lake.home, "classify", 1, {"words": np.array(["half"])})
    (lake.home / "learned" / "classify" / "1-0123456789ab").mkdir()
    assert models(lake) == []
    model = learn(lake, LEARNER).model
    assert (model.number, model.state) == (1, "released")
    assert set(read(model.learned(str(lake.home)))) == {"words", "labels"}


def test_a_model_whose_file_was_changed_is_refused(lake, say) -> None:
    say(drill="tools", bowl="kitchen")
    model = learn(lake, LEARNER).model.learned(str(lake.home))
    assert set(read(model)) == {"words", "labels"}
    (Path(model.path) / "model.npz").write_bytes(b"another")
    with pytest.raises(ModelUnusable, match=r"digest differs.*withdraw classify 1"):
        read(model)
