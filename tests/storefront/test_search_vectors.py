"""Vectors: what they say of words, what they do to an order, and what breaks them."""

import numpy as np
import pyarrow as pa
import pytest
from search_goods import SEEN, good, search_over

from lake.load import append
from lake.pin import pin
from lake.settings import LakeSettings
from lake.store import Lake
from lake.tables import schema
from storefront.catalogue import embedded
from storefront.catalogue.build import Stock, make
from storefront.catalogue.item import Assortment
from storefront.catalogue.packing import pack
from storefront.catalogue.question import Question
from storefront.catalogue.verify import faults
from storefront.errors import SnapshotUnusable
from storefront.search import meanings, vectors
from storefront.search.search import Search

# Cameras lie one way, cases the other: half of the titles say `camera` of a case.
CAMERAS = [f"Camera number{n} zoom" for n in range(10)]
CASES = [f"Camera case number{n}" for n in range(30, 60)]
BAGS = [f"Case bag number{n}" for n in range(60, 90)]
LONELY = ["Camera without a vector"]
TITLES = [*CASES, *CAMERAS, *BAGS, *LONELY]


@pytest.fixture(scope="module")
def items():
    return [good(n, title=title, language="en") for n, title in enumerate(TITLES, 1)]


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """What enriching told: two directions, and a third that all have in common."""
    rows = np.zeros((len(TITLES), 3), np.float16)
    rows[:, 2] = 3
    for place, title in enumerate(TITLES):
        rows[place, 0 if title in CAMERAS else 1] = 1
    rows[-1] = 0
    file = tmp_path_factory.mktemp("raw") / "raw.npy"
    np.save(file, rows)
    return file


@pytest.fixture(scope="module")
def folder(tmp_path_factory, items, raw):
    folder = tmp_path_factory.mktemp("vectors")
    search_over(folder, items)
    packed = pack(folder / "items", items, "EUR").path
    meanings.write(folder / "search/vectors", packed, raw)
    return folder / "search"


@pytest.fixture
def copied(folder, tmp_path):
    return lambda: vectors.Vectors(_copy(folder / "vectors", tmp_path / "copy"))


def _copy(folder, other):
    other.mkdir(exist_ok=True)
    for file in folder.iterdir():
        if not (other / file.name).exists():
            (other / file.name).write_bytes(file.read_bytes())
    return other


def found(search, text, **asked):
    return [TITLES[n - 1] for n in search.find(Question(text=text, **asked)).places]


def test_a_word_means_what_the_items_mean_that_hold_it(folder):
    known = vectors.Vectors(folder / "vectors")
    camera, bag = TITLES.index(CAMERAS[0]) + 1, TITLES.index(BAGS[0]) + 1
    assert known.order(["zoom"], [bag, camera], [1.0, 1.0]) == [1, 0]
    assert known.order(["bag"], [camera, bag], [1.0, 1.0]) == [1, 0]


def test_what_all_items_have_in_common_says_nothing(folder):
    rows = np.abs(np.load(folder / "vectors/items.npy").astype(int))
    assert rows[:-1, 2].max() < 10 < rows[:-1, :2].max()
    assert not rows[-1].any()


def test_words_that_fit_much_better_stay_first(folder):
    known = vectors.Vectors(folder / "vectors")
    camera, bag = TITLES.index(CAMERAS[0]) + 1, TITLES.index(BAGS[0]) + 1
    assert known.order(["zoom"], [bag, camera], [9.0, 1.0]) == [0, 1]


def test_the_best_are_put_into_order_anew_and_none_is_lost(folder, items, tmp_path):
    plain, ranked = search_over(tmp_path, items), Search(folder)
    question = Question(text="camera zoom", any=True)
    pages = [plain, ranked]
    texts = [
        [place for n in (1, 2) for place in one.find(_page(question, n)).places]
        for one in pages
    ]
    assert sorted(texts[0]) == sorted(texts[1])
    assert len(set(texts[1])) == len(CASES) + len(CAMERAS) + len(LONELY)
    assert plain.find(question).facets == ranked.find(question).facets


def _page(question, number):
    return Question(text=question.text, any=question.any, page=number)


@pytest.mark.parametrize(
    "text", ["", "-camera", "number3", "zzz", "\ud800", "\x00 zoom"]
)
def test_whatever_is_typed_has_an_answer(folder, text):
    assert isinstance(found(Search(folder), text), list)


def test_other_orders_are_left_alone(folder, items, tmp_path):
    plain, ranked = search_over(tmp_path, items), Search(folder)
    assert found(plain, "camera", sort="name") == found(ranked, "camera", sort="name")
    assert found(plain, "camera", sort="score") == found(ranked, "camera", sort="score")


@pytest.mark.parametrize("name", ["items.npy", "words.npy", "meanings.npy"])
def test_vectors_that_are_none_are_named(copied, tmp_path, name):
    copied()
    (tmp_path / "copy" / name).write_bytes(b"no matrix")
    with pytest.raises(SnapshotUnusable, match=name):
        copied()


def test_vectors_that_do_not_fit_together_are_refused(copied, tmp_path):
    copied()
    np.save(tmp_path / "copy" / "meanings.npy", np.zeros((2, 3), np.float16))
    with pytest.raises(SnapshotUnusable, match="do not fit together"):
        copied()


def test_a_shop_of_nothing_has_vectors_of_nothing(tmp_path):
    np.save(tmp_path / "raw.npy", np.zeros((0, 3), np.float16))
    packed = pack(tmp_path / "items", [], "EUR").path
    meanings.write(tmp_path / "vectors", packed, tmp_path / "raw.npy")
    assert vectors.Vectors(tmp_path / "vectors").order(["a"], [], []) == []


def test_a_snapshot_holds_vectors_and_is_another_one_by_them(home, items, raw):
    stock = Assortment(items=tuple(items))
    plain, ranked = make(home, Stock(stock)), make(home, Stock(stock, vectors=raw))
    assert plain.id != ranked.id
    assert not (plain.folder / "search/vectors").exists()
    assert faults(ranked.folder) == []
    (ranked.folder / "search/vectors/words.npy").write_bytes(b"")
    assert "words.npy is not as it was written" in faults(ranked.folder)[0]


def test_the_newest_vectors_of_the_usual_model_are_brought(tmp_path, items):
    lake = Lake.open(tmp_path)
    told = [("b", "usual", [1.0, 2.0]), ("a", "usual", [float("nan"), 1.0])]
    told += [("c", "other", [1.0, 2.0, 3.0]), ("gone", "usual", [5.0, 5.0])]
    _embed(lake, told)
    pin(lake)
    file = embedded.write(tmp_path, LakeSettings(), "abc", tmp_path / "vectors.npy")
    assert np.load(file).tolist() == [[0.0, 1.0], [1.0, 2.0], [0.0, 0.0]]


def test_a_lake_without_vectors_gives_no_file(tmp_path):
    pin(Lake.open(tmp_path))
    file = tmp_path / "vectors.npy"
    assert embedded.write(tmp_path, LakeSettings(), ["a"], file) is None
    assert not file.exists()


def _embed(lake, told):
    making = {"maker": "embed", "maker_version": 1}
    released = making | {"state": "released", "changed_at": SEEN}
    made = {"rows": 1, "made_at": SEEN} | making
    rows = [
        {"entity_key": key, "model": model, "vector": vector, "input_key": key}
        | {"kind": "listing"}
        | making
        for key, model, vector in told
    ]
    tables = {
        "releases": [released],
        "made": [made | {"input_key": row["input_key"]} for row in rows],
        "enriched_embeddings": rows,
    }
    append(lake, "test", {name: _table(name, rows) for name, rows in tables.items()})


def _table(name, rows):
    common = {"writer", "batch_id", "ingested_at"}
    kept = [one for one in schema(name) if one.name not in common]
    return pa.Table.from_pylist(rows, schema=pa.schema(kept))
