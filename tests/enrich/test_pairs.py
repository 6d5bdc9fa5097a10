import numpy as np
import pytest
from listed import asked, at_home

from enrich.equipment import Equipment
from enrich.matching import blocks, pairs
from enrich.matching.decide import figures, scored
from enrich.matching.pairing import NAMES
from enrich.matching.records import Product, Seen, records, seen_in, titles_of
from lake.stages import run_stage

PAIR = np.array([[0, 1]], np.int64)
BACK = np.array([[1, 0]], np.int64)
DRIVE = "Kestrel Portable Drive KD-500"


def facts(one: str, other: str) -> dict[str, float]:
    products = records([Product(one), Product(other)])
    return dict(zip(NAMES, figures(products, PAIR)[0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("Flash drive 64GB", "Flash drive 128 GB", "sizes_conflict"),
        ('17" bag', "15-inch bag", "sizes_conflict"),
        ("Batteries 12-pack", "Batteries 6 pack", "sizes_conflict"),
        ("Kettle red", "Kettle blue", "colours_conflict"),
        ("Office student edition", "Office upgrade", "editions_conflict"),
        ("Painter 11", "Painter 12", "numbers_free_less"),
    ],
)
def test_what_tells_two_products_apart_is_seen(one, other, name) -> None:
    assert facts(one, other)[name] >= 1
    assert facts(one, one)[name] == 0


def test_a_size_is_the_same_however_it_is_written() -> None:
    found = facts("Drive 64GB black", "Drive 64 gb black")
    assert (found["sizes_shared"], found["sizes_conflict"]) == (1, 0)


def test_a_model_number_is_the_same_however_it_is_written() -> None:
    found = facts("Phone KX-TG1032S", "Phone kxtg1032s")
    assert found["model_shared"] > 0
    assert found["model_free_more"] == 0


def test_a_word_that_is_two_words_elsewhere_is_covered() -> None:
    assert facts("Personal image manager", "personal imagemanager")["free_more"] == 0


def test_accents_and_capitals_change_nothing() -> None:
    assert facts("CAFÉ Crème", "cafe creme")["alike"] == 1


def test_a_pair_is_the_same_from_both_sides() -> None:
    both = records([Product(DRIVE, price=9), Product("Kestrel KD500 black", price=8)])
    assert figures(both, PAIR).tolist() == figures(both, BACK).tolist()


def test_what_is_in_a_title_alone_weighs_more_than_what_is_in_all() -> None:
    titles = titles_of([Product("red kettle"), Product("blue kettle")])
    seen = seen_in(titles)
    (shared,) = seen.words[seen.titles == 2]
    weights = seen.weights(np.array([shared, seen.words[seen.titles == 1][0]]))
    assert weights[0] < weights[1]


def test_the_same_product_is_likelier_than_its_brother() -> None:
    brother = DRIVE.replace("500", "900")
    listed = [Product(DRIVE), Product(f"{DRIVE} 2.5 inch black"), Product(brother)]
    same, other = scored(listed, np.array([[0, 1], [0, 2]], np.int64))
    assert same > 0.5 > other


@pytest.mark.parametrize(
    "title", ["", " ", "-" * 500, "x" * 5000, "漢字のタイトル", "\0\n"]
)
def test_no_title_is_too_strange(title) -> None:
    listed = [Product(title, title, title), Product(DRIVE)]
    assert np.isfinite(scored(listed, PAIR)).all()


def test_words_that_nobody_counted_weigh_as_the_rarest() -> None:
    nothing = np.zeros(0, np.int64)
    assert Seen(nothing, nothing, 0).weights(np.array([5])).tolist() == [1.0]


@pytest.mark.parametrize("key", ["a", "d", "e"])
def test_a_pair_is_kept_though_a_run_ends_between_its_two(tmp_path, key) -> None:
    # The drive has sixteen that are nearer; only the other one looks for it.
    near = [listed(f"n{n}", "Kestrel portable drive black") for n in range(pairs.MOST)]
    drive = listed("drive", "Kestrel portable drive black omega")
    lake = at_home(tmp_path, listed(key, "Omega zulu"), drive, *near)
    run_stage(lake, blocks.stage(Equipment()))
    for _ in range(3):
        run_stage(lake, pairs.stage(Equipment()), sample=6)
    found = asked(lake, FOUND)
    assert (key, "drive") in found or ("drive", key) in found


FOUND = """
select entity_key, found.other_key from (
    select entity_key, unnest(outputs) as found from enriched_pairs)
"""


def listed(key, title):
    return {"listing_key": key, "source_url": f"https://{key}.test/", "title": title}
