import numpy as np
import pyarrow as pa
import pytest
from listed import asked, at_home, batches

from enrich.equipment import Equipment
from enrich.errors import EnrichError
from enrich.learning.store import keep
from enrich.settings import EnrichSettings
from enrich.taxonomy import classify, linear
from enrich.taxonomy.grams import counted
from enrich.taxonomy.tree import TaxonomyUnreadable, load
from lake.stages import run_stage

GOOGLE = """# Google_Product_Taxonomy_Version: 2019-07-10
1 - Electronics
2 - Electronics > Computer Mice
3 - Electronics > Audio > Headphones
4 - Home & Garden > Kettles
"""
SHOPIFY = """# Shopify Product Taxonomy - Categories: 2026-01
gid://shopify/TaxonomyCategory/el   : Electronics
gid://shopify/TaxonomyCategory/el-1 : Electronics > Headphones
"""
NEWEST = """
select arg_max(coalesce(class_id, ''), ingested_at) from enriched_classes group by entity_key
"""
MICE = [f"logi wireless mouse m{n}" for n in range(20)]
KETTLES = [f"steel kettle {n} litre" for n in range(20)]


@pytest.fixture
def home(tmp_path):
    (tmp_path / "google.txt").write_text(GOOGLE)
    return tmp_path


def tools(home, **learned):
    return Equipment(EnrichSettings(taxonomy="google.txt"), str(home), learned)


def taught(home, labels):
    arrays = linear.fit(MICE + KETTLES, labels)
    return tools(home, classify=keep(home, "classify", 1, arrays))


def product(title, *path, key="a"):
    at = {"listing_key": key, "source_url": f"https://{key}.test/"}
    return {**at, "title": title, "category_path": list(path)}


@pytest.mark.parametrize(
    ("text", "key", "path"),
    [
        (GOOGLE, "3", "Electronics > Audio > Headphones"),
        (SHOPIFY, "gid://shopify/TaxonomyCategory/el-1", "Electronics > Headphones"),
    ],
)
def test_both_kinds_of_files_are_read(tmp_path, text, key, path) -> None:
    (tmp_path / "classes.txt").write_text(text)
    taxonomy = load("classes.txt", str(tmp_path))
    assert taxonomy.path(taxonomy.places()[key]) == path


@pytest.mark.parametrize("content", [b"", b"# only this", b"1 - A\nB", b"1 - \xff"])
def test_another_file_is_refused_by_its_name(tmp_path, content) -> None:
    (tmp_path / "classes.txt").write_bytes(content)
    with pytest.raises(TaxonomyUnreadable, match=r"classes\.txt"):
        load("classes.txt", str(tmp_path))


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(TaxonomyUnreadable, match="No such file"):
        load("none.txt", str(tmp_path))


def test_pieces_are_those_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    texts = ["USB mouse a", "Größe  ½ zoll", "日本 x", "", "a-b a-b"]
    peer = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5)).fit_transform(texts)
    table = counted(pa.array(texts))
    assert np.diff(table.starts).tolist() == np.diff(peer.indptr).tolist()
    ours = np.add.reduceat(np.append(table.counts, 0), table.starts[:-1])
    ours[np.diff(table.starts) == 0] = 0
    assert ours.tolist() == peer.sum(axis=1).ravel().tolist()[0]


def test_what_a_shop_says_and_a_title_meet_in_one_class(home, views) -> None:
    views.add("products", product("Acme headphones X1", "Audio", "Headphones"))
    (row,) = views.run(classify.stage(tools(home)))
    assert (row["class_id"], row["path"]) == ("3", "Electronics > Audio > Headphones")
    assert row["outputs"][0]["class_id"] == "3"


def test_a_title_alone_gives_candidates_and_no_class(home, views) -> None:
    views.add("products", product("Acme kettle of steel"))
    (row,) = views.run(classify.stage(tools(home)))
    assert (row["class_id"], row["outputs"][0]["class_id"]) == (None, "4")


def test_a_title_of_nothing_known_has_no_candidates(home, views) -> None:
    views.add("products", product("??"))
    (row,) = views.run(classify.stage(tools(home)))
    assert (row["class_id"], row["outputs"], row["confidence"]) == (None, [], 0.0)


def test_without_taxonomy_and_labels_nothing_is_classed(views) -> None:
    views.add("products", product("Acme kettle"))
    assert views.run(classify.stage(Equipment())) == []


def test_a_class_is_forgotten_with_the_taxonomy_it_is_of(home, tmp_path) -> None:
    lake = at_home(tmp_path / "lake", product("Acme headphones X1", "Headphones"))
    found = [newest(lake, of) for of in (tools(home), Equipment(), tools(home))]
    assert found == [["3"], [""], ["3"]]


def test_a_taxonomy_that_comes_late_classes_what_came_before(home, tmp_path) -> None:
    lake = at_home(tmp_path / "lake", product("Acme headphones X1", "Headphones"))
    assert [newest(lake, of) for of in (Equipment(), tools(home))] == [[], ["3"]]


def newest(lake, tools):
    """Class twice; return the newest classes, if the second time wrote nothing."""
    run_stage(lake, classify.stage(tools))
    before = batches(lake)
    run_stage(lake, classify.stage(tools))
    assert batches(lake) == before
    return [one for (one,) in asked(lake, NEWEST)]


def test_an_unchanged_listing_is_classed_once(home, views) -> None:
    for _ in range(2):
        views.add("products", product("Acme headphones X1", "Headphones"))
        views.run(classify.stage(tools(home)))
    assert len(views.connection.sql("from enriched_classes").fetchall()) == 1


def test_another_edition_of_the_taxonomy_classes_anew(home, views) -> None:
    views.add("products", product("Acme headphones X1", "Headphones"))
    views.run(classify.stage(tools(home)))
    (home / "google.txt").write_text(GOOGLE + "5 - Electronics > Cameras\n")
    assert len(views.run(classify.stage(tools(home)))) == 1


@pytest.mark.parametrize(
    ("labels", "class_id"),
    [(["2"] * 20 + ["4"] * 20, "2"), (["my mice"] * 20 + ["4"] * 20, "my mice")],
)
def test_labels_class_by_numbers_or_names_of_ones_own(
    home, views, labels, class_id
) -> None:
    views.add("products", product("logi mouse without wires"))
    (row,) = views.run(classify.stage(taught(home, labels)))
    assert row["class_id"] == class_id
    assert sum(one["share"] for one in row["outputs"]) == pytest.approx(1)


def test_what_labels_say_nothing_of_is_not_told(home, views) -> None:
    rng = np.random.default_rng(0)
    labels = rng.choice(["2", "3", "4"], 40).tolist()
    views.add("products", product("logi mouse"))
    (row,) = views.run(classify.stage(taught(home, labels)))
    assert (row["class_id"], len(row["outputs"])) == (None, 3)


def test_labels_of_one_class_are_refused() -> None:
    with pytest.raises(EnrichError, match="1 class"):
        linear.fit(MICE, ["2"] * 20)


def test_telling_is_what_scikit_learn_tells() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    pieces = {"analyzer": "char_wb", "ngram_range": (2, 5), "sublinear_tf": True}
    peer, labels = TfidfVectorizer(**pieces), ["2"] * 20 + ["4"] * 20
    line = LinearSVC(random_state=0).fit(peer.fit_transform(MICE + KETTLES), labels)
    model = linear.Model.of(linear.fit(MICE + KETTLES, labels))
    new = ["mouse of steel", "wireless kettle", "kettle", "mouse 5"]
    ours = linear.predict(model, pa.array(new))
    assert ours[:, 1] == pytest.approx(
        line.decision_function(peer.transform(new)), abs=0.02
    )


@pytest.mark.parametrize(("right", "least"), [(1, 2.0), (8, 2.0), (10, 0.5), (99, 0.5)])
def test_a_few_right_ones_prove_nothing(right, least) -> None:
    told = np.linspace(1, 0.5, right)
    assert linear.threshold(told, np.ones(right, bool), 0.9) == pytest.approx(least)
