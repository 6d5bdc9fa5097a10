"""The places of a page where a date stands, in the order of how much they are trusted."""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec
import numpy as np

from extract.markup import grow as g
from extract.once import once
from extract.page import Page
from extract.statements.structured import Graph
from extract.stories.called import called, naming, seen_at
from extract.stories.datetext import Written, ago, stamp, written
from extract.stories.headline import heading
from extract.stories.story import PAGES, story

_PUBLISHED_META = (
    "article:published_time", "article:published", "og:article:published_time",
    "og:published_time", "datepublished", "date_published", "publish-date", "publish_date",
    "publishdate", "published_date", "published-date", "publication_date", "pubdate",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "cxenseparse:pageid:publishtime", "dcterms.created",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.date", "dc.date",
    "citation_publication_date", "citation_date", "article.published", "displaydate",
    "published_at", "originalpublicationdate", "rnews:datepublished", "article_date_original",
    "article:post_date", "bt:pubdate", "date", "og:pubdate", "created", "datecreated",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "article:modified", "og:updated_time", "datemodified",
    "date_modified", "lastmod", "last-modified", "dcterms.modified", "dc.date.modified",
    "revised", "modified_time", "rnews:datemodified", "last-updated",
)  # fmt: skip
# Whatever else is called so is the same thing by another name.
_PUBLISHED_LIKE = re.compile(
    r"^(?!.*(?:modif|updat)).*(?:publi(?:sh|c)[a-z]{0,6}[-_:. ]?(?:date|time|on|at)|(?:date|time)[-_:. ]?publi"
    r"|pub-?date|(?:^|[.:_-])date$)"
)
_URL = re.compile(
    r"/((?:19[89]|20\d)\d)[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-]([0-2]?\d|3[01])(?=[/-]|$)"
    r"|[/_-]((?:19[89]|20\d)\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?=[/_.-]|$)"
)
# Each name has one of the words in it.
NAMED = naming(
    "date time publish post byline modified datum fecha meta author smallfont entry-info",
    r"(?<![a-z])(?:pub(?:lish(?:ed)?)?|post(?:ed)?|entry|article|created?|blog|news|topic|thread|"
    r"message|story|byline|author|meta|header|hero|info|timestamp|last|updated?|modified)?[-_ ]{0,2}"
    r"(?:date|time(?:stamp)?|published|posted(?:on)?|pubdate|byline|updated|modified|datum|fecha|meta|dateline)(?![a-km-z])"
    r"|date(?:published|created|modified)?$|published|byline|postinfo|post-info|entry-info|posthead|post-head|(?<![a-z])author$|smallfont|postdetails|postbody",
)
# When its writer came to the forum, or what day it is today.
_OTHER = re.compile(
    r"(?:join(?:ed)?|since|regist\w*|birth\w*|born|©|copyright)\W[^.]{0,12}$", re.I
)
_CHANGED = re.compile(
    r"(?:updated?|modified|edited|revised|reviewed|aktualisiert|geändert|mis à jour|màj|actualizado|atualizado"
    r"|aggiornat|bijgewerkt|обновл|更新|uppdaterad|opdateret|zaktualizowan)[^.]{0,24}$",
    re.IGNORECASE,
)  # fmt: skip
# In UTF-8 bytes of the visible text, around the heading.
_BEFORE, _BEHIND = 300, 1_200
_LONGEST_PART = 200
_MOST_PARTS = 60
_MOST_RELATIVE = 400


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A date, what it is the date of, where it stands, and how far from the heading."""

    date: Written
    changed: bool
    source: str
    path: str = ""
    distance: int = 0


@once
def places(page: Page, graph: Graph, now: datetime | None = None) -> list[Place]:
    """Return the dates of `page`; `now` is when it was fetched, for dates like `2 days ago`."""
    return [*_lasting(page, graph), *_ago(page, now)]


@once
def _lasting(page: Page, graph: Graph) -> list[Place]:
    """Return the dates that are the same whenever the page is read."""
    found = [*_stated(page, graph), *_metas(page), *_tags(page), *_address(page.url)]
    return [*found, *_shown(page)]


def language_of(page: Page) -> str | None:
    """Return the page's language, for the order of day and month."""
    html = page.nodes.all("html")
    declared = (page.nodes.attribute(html[0], "lang") if html else None) or ""
    region = declared.replace("_", "-").partition("-")[2].upper()
    # Of those who write English, only Americans and Filipinos have the month first.
    if page.language == "en" and region not in ("", "US", "PH"):
        return "en-day-first"
    return page.language


def _stated(page: Page, graph: Graph) -> Iterator[Place]:
    node = story(page, graph)
    pages = graph.of(*PAGES)
    for source, one in (("story", node), *(("page", each) for each in pages[:3])):
        if one is None:
            continue
        for names, changed in (
            (("datePublished", "dateCreated", "uploadDate"), False),
            (("dateModified",), True),
        ):
            for name in names:
                value = one.get(name)
                value = value[0] if isinstance(value, list) and value else value
                date = stamp(value) if isinstance(value, str) else None
                if date is not None:
                    yield Place(date=date, changed=changed, source=source, path=name)
                    break


def _metas(page: Page) -> Iterator[Place]:
    for names, changed in ((_PUBLISHED_META, False), (_MODIFIED_META, True)):
        for name in names:
            value = page.meta(name)
            date = stamp(value, language_of(page)) if value else None
            if date is not None:
                yield Place(date=date, changed=changed, source="meta", path=name)
                break
    for name in filter(_PUBLISHED_LIKE.search, page.metas):
        date = stamp(page.meta(name) or "", language_of(page))
        if date is not None:
            yield Place(date=date, changed=False, source="meta-like", path=name)


def _address(url: str) -> Iterator[Place]:
    found = _URL.search(url.lower())
    if found:
        year, month, day = (found[k] or found[k + 3] for k in (1, 2, 3))
        between = "-" if month.isdigit() else " "
        written_out = (year, month, day) if month.isdigit() else (day, month, year)
        date = stamp(between.join(written_out))
        if date is not None:
            yield Place(date=date, changed=False, source="url", path=found[0])


def _tags(page: Page) -> Iterator[Place]:
    """Yield the dates of elements made for one, or called so, that are not aside."""
    tree, beside, language = page.nodes, called(page.nodes), language_of(page)
    times = {*tree.all("time"), *tree.having("datetime")} - {*tree.all("ins", "del")}
    named = [n for n in beside.like(NAMED) if n not in times]
    top = heading(page)
    at = seen_at(tree, top.node) if top else 0
    near = sorted(sorted(times.union(named)), key=lambda n: abs(seen_at(tree, n) - at))
    for node in near[:_MOST_PARTS]:
        start, stop = (seen_at(tree, n) for n in (node, tree.end(node)))
        if stop - start > _LONGEST_PART or beside.is_aside(node):
            continue
        text = tree.text(node)
        given = tree.attribute(node, "datetime") or tree.attribute(node, "content")
        read = (stamp(given, language) if given else None) or next(
            written(text, language), None
        )
        if read is None:
            read = stamp(tree.attribute(node, "title") or "", language)
        if read is not None:
            before = tree.seen[max(0, start - 40) : start].decode("utf-8", "ignore")
            yield Place(
                date=read,
                changed=_is_change(before, text, read, beside.names(node)),
                source="time" if node in times else "named",
                path=tree.name(node),
                distance=start - at,
            )


def _is_change(before: str, text: str, read: Written, names: list[str]) -> bool:
    inside = text.partition(read.raw)[0]
    last = f"{before.rpartition(chr(10))[2]} {inside}"
    said = any("modified" in name or "updated" in name for name in names)
    return bool(_CHANGED.search(last)) or said


def _shown(page: Page) -> Iterator[Place]:
    """Yield dates in the text around the heading."""
    tree, language = page.nodes, language_of(page)
    top = heading(page)
    if top is None:
        return
    at = seen_at(tree, top.node)
    first = max(0, at - _BEFORE)
    window = tree.seen[first : at + _BEHIND]
    text = window.decode("utf-8", "ignore")
    place = 0
    for read in written(text, language):
        place = text.find(read.raw, place)
        offset = first + len(text[:place].encode())
        if not called(tree).is_aside(_node_at(page, offset)):
            before = text[max(0, place - 40) : place]
            if _OTHER.search(before):
                continue
            changed = bool(_CHANGED.search(before))
            yield Place(
                date=read, changed=changed, source="shown", distance=offset - at
            )


def _ago(page: Page, now: datetime | None) -> Iterator[Place]:
    """Yield what is told behind the heading by how long ago it was."""
    top = heading(page)
    if top is None or now is None:
        return
    tree, at = page.nodes, seen_at(page.nodes, top.node)
    behind = tree.seen[at : at + _MOST_RELATIVE].decode("utf-8", "ignore")
    told = ago(behind, now)
    if told is not None:
        yield Place(
            date=told, changed=False, source="ago", distance=behind.find(told.raw)
        )


def _node_at(page: Page, offset: int) -> int:
    column = page.nodes.nodes[: page.nodes.size, g.SEEN_AT]
    return max(0, int(np.searchsorted(column, offset, side="right")) - 1)
