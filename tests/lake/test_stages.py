from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lake_makers import (
    ASKED,
    ASKED_PAGES,
    DEARER,
    DYING,
    ESCAPING,
    FOREIGN,
    PRICE,
    RAISING,
    SCORED,
    WRITTEN,
)
from lake_writer import killed_while

from lake.errors import StageBroken, StageRefused
from lake.pool import Pool
from lake.settings import LakeSettings
from lake.stages import StageRun, release, run_stage, withdraw
from lake.store import Lake

PRICES = "SELECT url, price_minor FROM offers"
PAGES = [(f"p{i}", str(100 + i)) for i in range(10)]
FIRST = [(f"http://shop.test/p{i}", 100 + i) for i in range(10)]
MENDED = [(f"http://shop.test/p{i}", 1100 + i) for i in range(10)]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2) as running:
        yield running


class Stopped(Exception):
    pass


def stop(done: int, total: int) -> None:
    raise Stopped(f"{done} of {total}")


def test_a_sample_leaves_the_others_to_the_next_run(lake, crawl, ask):
    crawl(PAGES)
    assert run_stage(lake, PRICE, sample=4).rows_in == 4
    assert ask("SELECT count(*) FROM offers") == [(4,)]
    assert run_stage(lake, PRICE).rows_in == 6
    assert sorted(ask(PRICES)) == FIRST


def test_a_sample_of_an_asked_stage_leaves_the_others_too(lake, crawl, ask):
    crawl(PAGES)
    assert run_stage(lake, ASKED_PAGES, sample=4).rows_in == 4
    assert run_stage(lake, ASKED_PAGES).rows_in == 6
    assert run_stage(lake, ASKED_PAGES).rows_in == 0


def test_every_page_is_made_once(lake, crawl, ask):
    crawl(PAGES)
    run = run_stage(lake, PRICE)
    assert (run.rows_in, run.rows_out, run.chunks) == (10, 10, 3)
    assert ask(PRICES) == FIRST


def test_a_second_run_does_nothing(lake, crawl, ask):
    crawl(PAGES)
    run_stage(lake, PRICE)
    batches = ask("SELECT count(*) FROM batches")
    again = run_stage(lake, PRICE)
    assert (again.rows_in, again.chunks) == (0, 0)
    assert ask("SELECT count(*) FROM batches") == batches


def test_a_run_over_an_empty_lake_does_nothing(lake):
    run = run_stage(lake, PRICE)
    assert run == StageRun(seconds=run.seconds)


def test_only_new_pages_are_made(lake, crawl, ask):
    crawl(PAGES[:6])
    run_stage(lake, PRICE)
    crawl(PAGES[6:])
    assert run_stage(lake, PRICE).rows_in == 4
    assert ask(PRICES) == FIRST


def test_a_page_that_did_not_change_is_not_made_again(lake, crawl):
    crawl(PAGES)
    run_stage(lake, PRICE)
    crawl(PAGES)
    run = run_stage(lake, PRICE)
    assert (run.rows_in, run.skipped) == (0, 10)


def test_a_page_fetched_twice_is_one_input(lake, crawl, ask):
    crawl([*PAGES, *PAGES])
    assert run_stage(lake, PRICE).rows_in == 10
    assert ask(PRICES) == FIRST


def test_a_new_version_makes_the_past_again(lake, crawl, ask):
    crawl(PAGES)
    run_stage(lake, PRICE)
    assert run_stage(lake, DEARER).rows_in == 10
    assert ask(PRICES) == MENDED


def test_a_new_version_counts_only_where_it_has_been(lake, crawl, ask):
    crawl([("p0", "100"), ("p1", "POISON")])
    run_stage(lake, PRICE)
    run_stage(lake, DEARER)
    crawl([("p2", "102")])
    run_stage(lake, PRICE)
    assert ask(PRICES) == [
        ("http://shop.test/p0", 1100),
        ("http://shop.test/p2", 102),
    ]


def test_a_withdrawn_version_gives_way_to_the_one_before(lake, crawl, ask):
    crawl(PAGES)
    run_stage(lake, PRICE)
    run_stage(lake, DEARER)
    withdraw(lake, "price", 2)
    assert ask(PRICES) == FIRST


def test_a_withdrawn_version_can_be_released_again(lake, crawl, ask):
    crawl(PAGES)
    run_stage(lake, PRICE)
    run_stage(lake, DEARER)
    withdraw(lake, "price", 2)
    release(lake, "price", 2)
    assert ask(PRICES) == MENDED


def test_the_only_version_can_be_withdrawn_and_stays_so(lake, crawl, ask):
    crawl(PAGES[:5])
    run_stage(lake, PRICE)
    withdraw(lake, "price", 1)
    crawl(PAGES[5:])
    run_stage(lake, PRICE)
    assert ask(PRICES) == []


def test_an_input_that_raises_costs_itself_alone(lake, crawl, ask):
    crawl([*PAGES, ("bad", "POISON")])
    run = run_stage(lake, RAISING)
    assert (run.rows_in, run.failed) == (11, 1)
    assert ask(PRICES) == FIRST
    errors = ask("SELECT error, rows FROM made WHERE error IS NOT NULL")
    assert errors == [("ValueError: POISON", 0)]


def test_a_failed_input_is_not_tried_again_by_the_same_version(lake, crawl):
    crawl([("bad", "POISON")])
    run_stage(lake, RAISING)
    crawl([("bad", "POISON")])
    assert run_stage(lake, RAISING).rows_in == 0


def test_inputs_that_kill_their_process_cost_themselves_alone(lake, crawl, ask, pool):
    crawl([*PAGES, ("dead", "DEADLY"), ("bad", "POISON")])
    run = run_stage(lake, DYING, pool=pool)
    assert (run.rows_in, run.failed) == (12, 2)
    assert ask(PRICES) == FIRST


def test_rows_of_no_input_are_refused(lake, crawl, ask):
    crawl(PAGES[:1])
    assert run_stage(lake, FOREIGN).failed == 1
    ((error,),) = ask("SELECT error FROM made")
    assert "an input_key it was not given" in error


def test_two_processes_give_what_one_gives(lake, crawl, ask, pool):
    crawl([*PAGES, ("bad", "POISON")])
    run_stage(lake, RAISING, pool=pool)
    made = "SELECT input_key, rows, error FROM made WHERE maker_version = {}"
    two = ask(made.format(1))
    run_stage(lake, DEARER)
    assert ask(PRICES) == MENDED
    assert [row[0] for row in ask(made.format(2))] == [row[0] for row in two]


def test_a_body_that_is_gone_is_an_error_of_its_page(lake, crawl, ask):
    crawl(PAGES[:1])
    next((lake.home / "warc").iterdir()).unlink()
    crawl(PAGES[1:])
    assert run_stage(lake, PRICE).failed == 1
    assert ask(PRICES) == FIRST[1:]


def test_rows_of_one_input_go_to_one_call(lake, crawl, ask):
    crawl(PAGES)
    run_stage(lake, PRICE)
    assert run_stage(lake, SCORED).rows_in == 10
    assert ask("SELECT count(*) FROM scores") == [(10,)]


def test_a_query_gives_the_inputs(lake, crawl):
    crawl(PAGES)
    run_stage(lake, PRICE)
    assert run_stage(lake, ASKED).rows_in == 10
    crawl([("p0", "77")])
    run_stage(lake, PRICE)
    run = run_stage(lake, ASKED)
    assert (run.rows_in, run.skipped) == (1, 9)


def test_a_query_is_asked_again_after_a_withdrawal(lake, crawl):
    crawl(PAGES)
    run_stage(lake, PRICE)
    run_stage(lake, ASKED)
    run_stage(lake, DEARER)
    run_stage(lake, ASKED)
    withdraw(lake, "price", 2)
    assert run_stage(lake, ASKED).skipped == 10


def test_files_lie_in_the_stages_folder(lake, crawl):
    crawl(PAGES)
    run_stage(lake, WRITTEN)
    contents = {path.read_text() for path in (lake.home / "products").iterdir()}
    assert contents == {body for _, body in PAGES}


def test_a_file_outside_of_the_folder_is_refused(lake, crawl, ask):
    crawl(PAGES[:1])
    assert run_stage(lake, ESCAPING).failed == 1
    assert not (lake.home / "escaped.txt").exists()


def test_progress_counts_to_the_end(lake, crawl):
    crawl(PAGES)
    told = []
    run_stage(lake, PRICE, progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 10), (8, 10), (10, 10)]


@pytest.mark.parametrize("seed", range(3))
def test_a_stage_killed_at_any_moment_is_finished_by_the_next_run(
    lake, crawl, ask, seed
):
    crawl([*PAGES, *[(f"q{i}", "no price") for i in range(10)]])
    killed_while("stage", lake.home, seed)
    run_stage(lake, PRICE)
    assert ask(PRICES) == FIRST
    made = ask("SELECT count(*), count(DISTINCT input_key), sum(rows) FROM made")
    assert made == [(20, 20, 10)]


def test_a_stage_that_kills_every_process_is_stopped(lake, crawl, pool):
    crawl([("dead", "DEADLY"), ("dead2", "DEADLY")])
    impatient = Lake.open(lake.home, LakeSettings(worker_deaths=1))
    with pytest.raises(StageBroken, match="stage price killed"):
        run_stage(impatient, DYING, pool=pool)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"reads": ()},
        {"reads": ("page",)},
        {"writes": ("pages",)},
        {"reads": ("links",)},
    ],
)
def test_a_stage_that_is_declared_wrongly_is_refused(change):
    with pytest.raises(StageRefused, match="stage price"):
        replace(PRICE, **change)


@pytest.mark.parametrize("stage", [PRICE, ASKED_PAGES])
def test_a_run_stopped_after_a_chunk_is_taken_up_there(lake, crawl, ask, stage):
    crawl(PAGES)
    with pytest.raises(Stopped):
        run_stage(lake, stage, progress=stop)
    assert run_stage(lake, stage).rows_in == 6
    assert ask("SELECT count(*), count(DISTINCT input_key) FROM made") == [(10, 10)]


def test_a_body_that_was_written_again_is_read_where_it_lies_now(lake, crawl):
    crawl([("p", "100")])
    (first,) = (lake.home / "warc").glob("*.warc.zst")
    crawl([("q", "100")])
    first.unlink()
    run = run_stage(lake, PRICE)
    assert (run.rows_in, run.failed) == (2, 0)


def test_a_clock_that_was_put_back_lets_no_older_row_win(lake, crawl, ask):
    crawl(PAGES[:1])
    times = [datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)]
    run_stage(lake, PRICE, now=lambda: times[0])
    crawl(PAGES[1:2])
    run_stage(lake, PRICE, now=lambda: times[1])
    newest = "SELECT url FROM offers ORDER BY ingested_at DESC LIMIT 1"
    assert ask(newest) == [("http://shop.test/p1",)]
