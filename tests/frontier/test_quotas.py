from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.column import Urls, read_urls
from frontier.errors import BadCounts
from frontier.quotas import Quotas
from frontier.traps import Trap
from frontier.trapsettings import Traps

NONE, PREFIX, QUERIES = Trap.NONE, Trap.PREFIX, Trap.QUERIES
THREE = Traps(prefix=3, queries_per_path=2)


def urls_of(*texts: str) -> Urls:
    return read_urls([f"http://{text}" for text in texts])[0]


def accept(quotas: Quotas, *texts: str) -> list[Trap]:
    """Check, then count what was let in, as a frontier does."""
    urls = urls_of(*texts)
    codes = quotas.check(urls)
    quotas.count(urls.take((codes == 0).nonzero()[0]))
    return [Trap(code) for code in codes]


def test_a_first_directory_takes_only_so_many_urls() -> None:
    days = [f"a.test/calendar/2031/{day}" for day in range(5)]
    assert accept(Quotas(THREE), *days) == [NONE, NONE, NONE, PREFIX, PREFIX]


def test_what_was_accepted_before_counts() -> None:
    quotas = Quotas(THREE)
    assert accept(quotas, "a.test/x/1", "a.test/x/2") == [NONE, NONE]
    assert accept(quotas, "a.test/x/3", "a.test/x/y/z") == [NONE, PREFIX]


def test_other_directories_and_other_hosts_have_quotas_of_their_own() -> None:
    quotas = Quotas(THREE)
    accept(quotas, "a.test/x/1", "a.test/x/2", "a.test/x/3")
    assert accept(quotas, "a.test/x/4", "a.test/y/4", "b.test/x/4", "a.test/xx/4") == [
        PREFIX,
        NONE,
        NONE,
        NONE,
    ]


def test_pages_right_below_the_host_are_in_no_directory() -> None:
    pages = [f"a.test/page{number}" for number in range(9)]
    assert set(accept(Quotas(THREE), *pages)) == {NONE}


def test_a_path_takes_only_so_many_queries() -> None:
    pages = ["a.test/list?a", "a.test/list?b", "a.test/list?c/d", "a.test/list"]
    assert accept(Quotas(THREE), *pages) == [NONE, NONE, QUERIES, NONE]


def test_a_lone_question_mark_is_no_query() -> None:
    quotas = Quotas(Traps(queries_per_path=1))
    assert accept(quotas, "a.test/p?", "a.test/p?a", "a.test/p?b") == [
        NONE,
        NONE,
        QUERIES,
    ]


def test_what_one_quota_refuses_uses_up_no_other() -> None:
    quotas = Quotas(Traps(prefix=3, queries_per_path=1))
    pages = ["a.test/x/p?1", "a.test/x/p?2", "a.test/x/q", "a.test/x/r", "a.test/x/s"]
    assert accept(quotas, *pages) == [NONE, QUERIES, NONE, NONE, PREFIX]


def test_checking_counts_nothing() -> None:
    quotas = Quotas(THREE)
    before = quotas.save()
    quotas.check(urls_of("a.test/x/1", "a.test/x/2?q"))
    assert quotas.save() == before


def test_quotas_are_off_by_default() -> None:
    quotas = Quotas(Traps())
    empty = quotas.save()
    assert set(accept(quotas, *(f"a.test/x/{number}?q" for number in range(99)))) == {
        NONE
    }
    assert (quotas.off, quotas.save()) == (True, empty)


@given(picks=st.lists(st.sampled_from(["x/", "y/", "z?", "x/y?"]), max_size=40))
def test_one_batch_or_many_let_the_same_urls_in(picks: list[str]) -> None:
    texts = [f"a.test/{pick}{number}" for pick, number in zip(picks, count())]
    whole, apart = Quotas(THREE), Quotas(THREE)
    at_once = [trap == NONE for trap in accept(whole, *texts)]
    assert at_once == [accept(apart, text) == [NONE] for text in texts]
    assert whole.save() == apart.save()


def test_saved_quotas_go_on_where_they_were() -> None:
    quotas = Quotas(THREE)
    accept(quotas, "a.test/x/1", "a.test/x/2", "a.test/l?1", "a.test/l?2")
    again = Quotas.load(THREE, quotas.save())
    assert accept(again, "a.test/x/3", "a.test/x/4", "a.test/l?3") == [
        NONE,
        PREFIX,
        QUERIES,
    ]


@pytest.mark.parametrize("cut", [0, 4, 20, -1])
def test_saved_quotas_that_are_cut_off_are_refused(cut: int) -> None:
    quotas = Quotas(THREE)
    accept(quotas, "a.test/x/1?q")
    with pytest.raises(BadCounts):
        Quotas.load(THREE, quotas.save()[:cut])
