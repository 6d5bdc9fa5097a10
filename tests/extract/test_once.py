import gc
from weakref import ref

from extract.once import once
from extract.opinions.hiding import Hiding
from extract.opinions.opinion import opinions
from extract.page import Page
from extract.statements.structured import graph
from extract.stories.authors import authors
from extract.stories.dates import published
from extract.stories.headline import headline

HTML = "<h1 class=title>Tea</h1><p class=author>Ann Lee</p><time>May 3, 2024</time>"


class Thing:
    pass


def test_a_fact_is_found_once_for_each_subject_and_argument() -> None:
    asked: list[str] = []

    @once
    def find(_: Thing, word: str) -> int:
        asked.append(word)
        return len(asked)

    one, other = Thing(), Thing()
    assert [find(one, "a"), find(one, "a"), find(one, "b"), find(other, "a")] == [
        1,
        1,
        2,
        3,
    ]


def test_a_page_whose_facts_were_asked_for_is_let_go() -> None:
    page = Page("https://a.test/b", HTML)
    stated = graph(page)
    headline(page, stated), published(page, stated), authors(page, stated)
    opinions(page, stated, Hiding(b"salt"), kind="forum")
    kept = ref(page), ref(page.nodes)
    del page
    gc.collect()
    assert [one() for one in kept] == [None, None]
