"""The gate looks everything up anew: whoever wrote a work, and whatever it says of itself."""

import msgspec
import pytest
from editions import checked
from told_category import told

from enrich.generate.checked import CHECKED
from enrich.generate.edition import fact_rows
from enrich.generate.gate.lookup import proven
from enrich.generate.gate.twins import sketch
from enrich.generate.guide import GUIDES
from enrich.generate.work import Chapter, Text, Words, Work

replace = msgspec.structs.replace


def made(views) -> Work:
    """Make a guide that was not checked yet, and return its work."""
    told(views)
    views.run(GUIDES)
    ((work,),) = views.connection.sql("select work from generated_works").fetchall()
    return msgspec.json.decode(work, type=Work)


def written(views, work: Work) -> None:
    """Write another work in its place, as a writer gone wrong would."""
    views.connection.execute(
        "update generated_works set work = ?", [msgspec.json.encode(work).decode()]
    )


def rules(views) -> set[str]:
    (row,) = views.run(CHECKED)
    assert row["status"] == ("draft" if row["faults"] else "checked")
    return {fault["rule"] for fault in row["faults"] or []}


def change(views, sql: str) -> None:
    views.connection.execute(sql)


def test_what_stands_as_the_lake_says_is_checked_once(views) -> None:
    told(views)
    assert checked(views, GUIDES) == ["checked"]
    assert views.run(CHECKED) == []


@pytest.mark.parametrize(
    ("since", "rule"),
    [
        ("update offers_latest set price_minor = price_minor + 100", "claims"),
        ("update offers_latest set currency = 'USD'", "claims"),
        ("update offers_latest set seen_at = seen_at - interval 3 day", "claims"),
        ("delete from offers_latest where host = 'alder.test'", "claims"),
        ("update scores set score = 7 where entity_key = 'rake0'", "claims"),
        ("update enriched_sentiments set sentiment = 0", "claims"),
        (
            """update products set specs = '{"Width": "90 cm"}' where listing_key like 'rake1-%'""",
            "claims",
        ),
        ("update opinions set text = 'Quite another thing.'", "copied"),
        ("delete from opinions", "copied"),
        (
            "update pages set status = 410 where url = 'https://alder.test/rake0'",
            "links",
        ),
        ("update pages set rights = {'tdm_reserved': true}", "links"),
        ("update pages set rights = {'tdm_reserved': true}", "claims"),
        ("delete from pages where host = 'birch.test'", "links"),
        ("delete from products", "claims"),
    ],
)
def test_what_the_lake_says_otherwise_by_now_is_found(views, since, rule) -> None:
    made(views)
    change(views, since)
    assert rule in rules(views)


def test_a_writer_that_makes_up_a_row_is_found(views) -> None:
    work = made(views)
    fact = replace(work.facts[0], keys=["no such row", *work.facts[0].keys[1:]])
    change(views, "update generated_facts set source_keys = ['no such row']")
    written(views, replace(work, facts=[fact]))
    assert "claims" in rules(views)


def test_a_fact_of_rows_that_nobody_looks_up_bears_nothing(views) -> None:
    work = made(views)
    fact = replace(work.facts[0], table="runs", column="rows_in")
    written(views, replace(work, facts=[fact]))
    assert "claims" in rules(views)


def test_a_figure_is_no_name_because_a_writer_says_so(views) -> None:
    work = made(views)
    cried = Chapter(
        name="more",
        title="More",
        blocks=[Words(text=Text(text="It saves 73 % at the best shop."))],
    )
    written(views, replace(work, chapters=[*work.chapters, cried]))
    change(
        views,
        "update generated_works set names = list_append(names, '73 % at the best')",
    )
    assert "claims" in rules(views)


def test_what_a_source_wrote_is_found_in_a_work(views) -> None:
    work = made(views)
    text = "A rake with tines of spring steel that will not bend on stony ground."
    views.connection.execute("update products set description = ?", [text])
    copied = Chapter(name="x", title="X", blocks=[Words(text=Text(text=text))])
    written(views, replace(work, chapters=[*work.chapters, copied]))
    assert "copied" in rules(views)


def twin(views, key: str, status: str, maker: str = "other") -> None:
    """Let there be another product with the same words."""
    asked = "select words from generated_works limit 1"
    ((words,),) = views.connection.sql(asked).fetchall()
    edition(views, key, key, words, status=status, maker=maker)


def edition(views, key: str, digest: str, words: str, **state: str) -> None:
    of = {"generated_key": key, "digest": digest, "kind": "x"}
    views.add("generated", of | {"maker": "other"} | state)
    asked = "select work from generated_works limit 1"
    ((work,),) = views.connection.sql(asked).fetchall()
    more = {"work": work, "names": [], "links": [], "source_keys": []}
    views.add("generated_works", of | more | {"words": words, "sketch": sketch(words)})


@pytest.mark.parametrize("status", ["checked", "approved", "offered"])
def test_a_twin_of_what_is_on_sale_or_soon_will_be_is_found(views, status) -> None:
    made(views)
    twin(views, "another", status)
    assert rules(views) == {"twins"}


@pytest.mark.parametrize("status", ["refused", "withdrawn", "refreshed"])
def test_what_is_sold_no_more_has_no_twins(views, status) -> None:
    made(views)
    twin(views, "another", status)
    assert rules(views) == set()


@pytest.mark.parametrize(
    "newer", [{"status": "draft", "maker": "checked"}, {"status": "checked"}]
)
def test_a_twin_of_what_is_on_sale_is_found_though_that_has_a_newer_edition(
    views, newer
) -> None:
    made(views)
    twin(views, "another", "offered")
    edition(views, "another", "newer", "Words of quite another kind.", **newer)
    (row,) = [r for r in views.run(CHECKED) if r["generated_key"] != "another"]
    assert {fault["rule"] for fault in row["faults"]} == {"twins"}


def test_one_new_edition_is_checked_among_more_than_fit_into_memory(
    views, tmp_path
) -> None:
    work = made(views)
    many = """from generated_works union all by name
        select * replace ('key' || n % 500 as generated_key, 'd' || n as digest,
            repeat('words and more ', 1600) || n as words, '{}' as work,
            ingested_at + to_seconds(n) as ingested_at)
        from generated_works, range(10000) of(n)"""
    file = tmp_path / "works.parquet"
    change(views, f"copy ({many}) to '{file}' (row_group_size 2048)")
    change(views, "drop table generated_works")
    change(views, f"create view generated_works as from read_parquet('{file}')")
    change(
        views, "set memory_limit = '200MB'; set temp_directory = ''; set threads = 1"
    )
    (row,) = views.run(CHECKED)
    assert (row["generated_key"], row["status"]) == (work.key, "checked")


def test_of_two_new_twins_one_is_checked(views) -> None:
    work = made(views)
    twin(views, "zz-later", "draft")
    (other,) = [r for r in views.run(CHECKED) if r["generated_key"] == work.key]
    assert other["status"] == "checked"


def test_the_older_of_two_unchecked_editions_is_passed_over(views) -> None:
    made(views)
    change(views, "update offers_latest set price_minor = price_minor + 1")
    (newer,) = views.run(GUIDES)
    (row,) = views.run(CHECKED)
    assert (row["digest"], row["status"]) == (newer["digest"], "checked")


def test_what_is_withdrawn_before_it_was_checked_is_not_checked(views) -> None:
    made(views)
    change(views, "delete from offers_latest")
    assert [row["status"] for row in views.run(GUIDES)] == ["withdrawn"]
    assert views.run(CHECKED) == []


def test_names_are_known_when_cut_or_within_a_sentence() -> None:
    known = ["Oakvendel 930 leaf rake with a long handle", "Garden Tools 2000"]
    names = {"Oakvendel 930 leaf…", "garden tools 2000", "Sale 5000", "plain words"}
    assert proven(names, known) == names - {"Sale 5000"} | {"a hundred clicks"}


def test_a_long_name_that_nobody_states_hides_nothing() -> None:
    passage = "the tines bend when the soil is wet and cold"
    assert passage not in proven({passage}, [])


def test_quotations_are_among_the_facts_that_are_kept(views) -> None:
    rows = list(fact_rows(made(views)))
    assert {"opinions", "offers", "scores"} <= {row["of_table"] for row in rows}


@pytest.mark.parametrize("score", [36.5, 37.5])
def test_a_half_point_is_rounded_one_way_by_all(views, score) -> None:
    told(views)
    views.connection.execute("update scores set score = ?", [score])
    assert checked(views, GUIDES) == ["checked"]


def test_the_name_of_a_source_may_hold_figures(views) -> None:
    work = made(views)
    change(views, "update pages set url = replace(url, 'birch.test', 'best24.test')")
    change(
        views, "update products set source_url = replace(source_url, 'birch', 'best24')"
    )
    change(
        views,
        "update offers_latest set url = replace(url, 'birch.test', 'best24.test'),"
        " host = replace(host, 'birch.test', 'best24.test')",
    )
    assert work
    assert checked(views, GUIDES) == ["checked"]
