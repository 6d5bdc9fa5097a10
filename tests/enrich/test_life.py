"""What becomes of an edition: approved, offered, refreshed, refused or withdrawn."""

import pytest
from editions import checked, life, states, verdict
from told_category import told

from enrich.generate.checked import CHECKED
from enrich.generate.guide import GUIDES
from enrich.generate.life import APPROVED, OFFERED


def guide(views) -> dict:
    """Make a guide and let the gate pass it; return its row."""
    (row,) = views.run(GUIDES)
    assert [one["status"] for one in views.run(CHECKED)] == ["checked"]
    return row


@pytest.fixture
def first(views) -> dict:
    told(views)
    return guide(views)


@pytest.fixture
def on_sale(views, first) -> dict:
    verdict(views, first, "approved")
    assert life(views) == {first["digest"]: "offered"}
    return first


def moved(views) -> dict:
    """Move a price, and make the edition that tells of it."""
    views.connection.execute("update offers_latest set price_minor = price_minor + 1")
    return guide(views)


def test_nothing_is_offered_without_an_approval(views, first) -> None:
    assert life(views) == {first["digest"]: "checked"}


def test_what_is_approved_is_not_offered_before_the_shop_has_it(views, first) -> None:
    verdict(views, first, "approved")
    views.run(APPROVED)
    assert states(views) == {first["digest"]: "approved"}
    views.run(OFFERED)
    assert states(views) == {first["digest"]: "offered"}


def test_a_draft_is_not_offered_though_it_were_approved(views) -> None:
    told(views)
    (row,) = views.run(GUIDES)
    verdict(views, row, "approved")
    assert life(views) == {row["digest"]: "draft"}


def test_all_is_said_once(views, on_sale) -> None:
    assert [views.run(APPROVED), views.run(OFFERED)] == [[], []]


def test_a_newer_edition_takes_the_place_once_it_is_approved(views, on_sale) -> None:
    newer = moved(views)
    assert life(views) == {on_sale["digest"]: "offered", newer["digest"]: "checked"}
    verdict(views, newer, "approved")
    assert life(views) == {on_sale["digest"]: "refreshed", newer["digest"]: "offered"}


def test_a_refused_edition_leaves_the_older_one_on_sale(views, on_sale) -> None:
    newer = moved(views)
    verdict(views, newer, "refused")
    assert life(views) == {on_sale["digest"]: "offered", newer["digest"]: "refused"}


def test_a_person_withdraws_what_is_on_sale_and_the_reason_stays(
    views, on_sale
) -> None:
    verdict(views, on_sale, "withdrawn")
    (row,) = views.run(APPROVED)
    assert (row["status"], row["reason"]) == ("withdrawn", "rule: As tests want it.")


@pytest.mark.parametrize(("gone", "then"), [(7, "offered"), (8, "withdrawn")])
def test_it_goes_when_a_third_of_its_pages_are_gone(views, on_sale, gone, then) -> None:
    for n in range(gone):
        url = f"https://birch.test/rake{n}"
        page = {"url_key": url, "url": url, "host": "birch.test", "status": 404}
        views.add("pages", page | {"fetched_at": views.start})
    assert life(views) == {on_sale["digest"]: then}


def test_it_goes_when_its_category_is_too_thin_and_comes_back(views, on_sale) -> None:
    views.connection.execute("create table kept as from offers_latest")
    views.connection.execute("delete from offers_latest")
    views.run(GUIDES)
    assert life(views) == {on_sale["digest"]: "withdrawn"}
    views.connection.execute("insert into offers_latest from kept")
    assert checked(views, GUIDES) == ["checked"]
    assert life(views) == {on_sale["digest"]: "offered"}


def test_a_film_without_a_work_lives_like_all_others(views) -> None:
    film = {"generated_key": "v", "digest": "d", "kind": "video", "path": "v.mp4"}
    views.add("generated", film | {"status": "checked", "maker": "video"})
    verdict(views, film, "approved")
    assert life(views) == {"d": "offered"}


def test_it_goes_when_a_third_of_its_pages_reserve_their_rights(views, on_sale) -> None:
    views.connection.execute(
        "update pages set rights = {'tdm_reserved': true} where host = 'birch.test'"
    )
    assert life(views) == {on_sale["digest"]: "withdrawn"}
