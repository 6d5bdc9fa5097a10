"""Prose in other words: what a good writer says is used, what a bad one says is not."""

from pathlib import Path

import msgspec
import pytest
from editions import states
from pens import Pen, well
from told_category import told

from enrich.generate.checked import CHECKED
from enrich.generate.guide import GUIDES
from enrich.generate.work import Words, Work
from enrich.generate.writers.settings import WritersSettings
from enrich.generate.written import stage

SETTINGS = WritersSettings(writer="remote", model="pen")


@pytest.fixture
def guide(views):
    told(views)
    (row,) = views.run(GUIDES)
    return row


def works(views) -> list[Work]:
    """Return the works of all editions, the newest first."""
    found = views.connection.sql(
        "select work from generated_works order by ingested_at desc"
    ).fetchall()
    return [msgspec.json.decode(work, type=Work) for (work,) in found]


def prose(work: Work) -> list[str]:
    blocks = [block for chapter in work.chapters for block in chapter.blocks]
    return [b.text.text for b in blocks if isinstance(b, Words) and not b.soft]


def run(views, home: Path, pen: Pen, settings: WritersSettings = SETTINGS):
    return views.run(stage(pen, home, settings))


def test_a_good_answer_makes_a_new_edition_that_is_checked(
    views, guide, tmp_path
) -> None:
    (row,) = run(views, tmp_path, Pen(well))
    assert row["generated_key"] == guide["generated_key"]
    assert row["digest"] != guide["digest"]
    (checked,) = views.run(CHECKED)
    assert (checked["digest"], checked["status"]) == (row["digest"], "checked")
    assert states(views) == {guide["digest"]: "draft", row["digest"]: "checked"}


def test_the_words_are_new_and_the_facts_are_not(views, guide, tmp_path) -> None:
    run(views, tmp_path, Pen(well))
    new, old = works(views)
    assert prose(new)[0] == f"In short: {prose(old)[0]}"
    assert facts(new) == facts(old)


def facts(work: Work) -> list[object]:
    blocks = [block for chapter in work.chapters for block in chapter.blocks]
    return [text.facts for block in blocks for text in block.texts()]


def test_only_prose_is_asked_for(views, guide, tmp_path) -> None:
    run(views, tmp_path, Pen(well))
    new, old = works(views)
    others = [
        (one, other)
        for a, b in zip(new.chapters, old.chapters, strict=True)
        for one, other in zip(a.blocks, b.blocks, strict=True)
        if not isinstance(one, Words)
    ]
    assert others
    assert all(one == other for one, other in others)


def test_a_writer_sees_no_figure_and_no_name(views, guide, tmp_path) -> None:
    pen = Pen(well)
    run(views, tmp_path, pen)
    sent = msgspec.json.encode([(b.plain, b.markers, b.purpose) for b in pen.asked])
    assert b"[[1]]" in sent
    for told_of in (b"Oakley", b"rake0", b"alder", b"10.", b"EUR", b"Rakes"):
        assert told_of not in sent


def test_the_model_is_named_in_the_book_and_in_its_row(views, guide, tmp_path) -> None:
    (row,) = run(views, tmp_path, Pen(well, "tiny-1"))
    assert msgspec.json.decode(row["rights"])["worded_by"] == "tiny-1"
    assert works(views)[0].writer == "tiny-1"


def test_the_post_says_that_a_model_worded_it(views, guide, tmp_path) -> None:
    from enrich.generate.forms.post import post

    run(views, tmp_path, Pen(well, "tiny-1"))
    new, old = works(views)
    assert b"A language model, tiny-1, worded some" in post(new)
    assert b"language model" not in post(old)


def test_bad_paragraphs_fall_back_and_good_ones_stay(views, guide, tmp_path) -> None:
    first = []

    def turns(plain: str) -> str:
        first.append(plain)
        return well(plain) if len(first) == 1 else f"{plain} Buy 3 of them."

    run(views, tmp_path, Pen(turns))
    new, old = works(views)
    changed = [a for a, b in zip(prose(new), prose(old), strict=True) if a != b]
    assert changed == [f"In short: {prose(old)[0]}"]


def test_it_is_worded_once(views, guide, tmp_path) -> None:
    run(views, tmp_path, Pen(well))
    assert run(views, tmp_path, Pen(well)) == []


def test_what_was_checked_is_not_worded_any_more(views, guide, tmp_path) -> None:
    views.run(CHECKED)
    assert run(views, tmp_path, Pen(well)) == []


def test_the_next_edition_is_worded_without_asking_again(
    views, guide, tmp_path
) -> None:
    run(views, tmp_path, Pen(well))
    views.connection.execute("update offers_latest set price_minor = price_minor + 7")
    assert views.run(GUIDES)
    again = Pen(well)
    (row,) = run(views, tmp_path, again)
    assert again.asked == []
    assert works(views)[0].writer == "pen"
    assert row["status"] == "draft"


def test_another_writer_is_asked_anew(views, guide, tmp_path) -> None:
    run(views, tmp_path, Pen(well))
    views.connection.execute("update offers_latest set price_minor = price_minor + 7")
    views.run(GUIDES)
    other = Pen(well, "other")
    run(views, tmp_path, other)
    assert other.asked


def test_a_broken_file_of_answers_is_asked_for_again(views, guide, tmp_path) -> None:
    pen = Pen(well)
    run(views, tmp_path, pen)
    for path in tmp_path.rglob("*.json"):
        path.write_bytes(b"{")
    views.connection.execute("update offers_latest set price_minor = price_minor + 7")
    views.run(GUIDES)
    again = Pen(well)
    run(views, tmp_path, again)
    assert [b.key for b in again.asked] == [b.key for b in pen.asked]


def test_a_run_asks_for_no_more_than_it_may(views, guide, tmp_path) -> None:
    pen = Pen(well)
    run(views, tmp_path, pen, msgspec.structs.replace(SETTINGS, paragraphs_a_run=2))
    assert len(pen.asked) == 2
    new, old = works(views)
    assert sum(a != b for a, b in zip(prose(new), prose(old), strict=True)) == 2


def test_the_same_answers_make_the_same_bytes(views, guide, tmp_path) -> None:
    (row,) = run(views, tmp_path / "a", Pen(well))
    views.connection.execute("delete from generated where maker = 'written'")
    views.connection.execute("delete from generated_works where maker = 'written'")
    (again,) = run(views, tmp_path / "b", Pen(well))
    assert again["digest"] == row["digest"]
