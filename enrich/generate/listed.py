"""The programme directory as a work: who pays what to whom brings a buyer."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from enrich.generate.asked import linked, why
from enrich.generate.compared import tile
from enrich.generate.comparedwords import worded
from enrich.generate.figures import claimed
from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.letters import shown
from enrich.generate.listedfound import Directory, Programme
from enrich.generate.work import (
    Bar,
    Block,
    Chapter,
    Chart,
    Fact,
    Head,
    Sheet,
    Source,
    Text,
    Tiles,
    Words,
    Work,
)
from lake.keys import key_of

TITLE = "Partner Programmes: Who Pays What"
_TOLD = 10
# How earnings are counted everywhere.
_CLICKS = "a hundred clicks"
_PAYS = (
    "It pays {pays}",
    "Who sends a buyer gets {pays}",
    "Your part is {pays}",
    "For an order you are paid {pays}",
)
_DAYS = (
    "for {days} days after the click",
    "and a click counts for {days} days",
    "as long as the order comes within {days} days of the click",
)


def directory_key() -> str:
    """Return the key of the directory, in all its editions."""
    return key_of("programme_directory", "all")


def listed(directory: Directory, as_of: date) -> Work:
    """Return the directory as of a day."""
    count = directory.fact("programmes.merchant", directory.keys, "count", "number")
    by_site = sorted(directory.programmes, key=lambda one: one.site)
    sites = [
        _site(directory, site, list(of), place)
        for place, (site, of) in enumerate(groupby(by_site, lambda one: one.site), 1)
    ]
    return Work(
        key=directory_key(),
        kind="programme_directory",
        title=TITLE,
        subtitle=f"{count.said} programmes, with commissions and what a click may bring",
        as_of=as_of,
        about=f"A directory of {count.said} partner programmes: commission, how long a "
        "click counts, and what it may earn by our reckoning.",
        rights="Facts are given with the pages that they were read from.",
        facts=[count],
        subjects=directory.keys,
        keywords=["partner programmes", "commission"],
        sources=_sources(directory),
        chapters=[_glance(directory, count), _first(directory), *sites],
    )


def evidence(directory: Directory) -> Evidence:
    """Return what the gate holds the directory against."""
    # The query leaves out pages that are gone or reserve their rights.
    pages = {p.url: Page(alive=True, reserved=False) for p in directory.programmes}
    names = {name for p in directory.programmes for name in (p.name, p.label, p.site)}
    return Evidence(
        rows=directory.rows,
        pages=pages,
        names=frozenset(names - {""} | {_CLICKS}),
        texts={},
        on_sale={},
    )


def _glance(directory: Directory, count: Fact) -> Chapter:
    sites = directory.fact("programmes.site", directory.keys, "distinct", "number")
    asked = Fact(
        said="", table="scores", column="score", keys=directory.keys, way="is_most"
    )
    first = directory.programmes[0]
    claim = claimed(directory.rows, asked, "highest score of the {}")
    text = (
        f"{first.name} has the {claim.said} that we list. The score looks at what a "
        "click may earn, at how easy it is to join and be paid, and at how many others "
        "send buyers there. It is a reckoning and no promise: what we assume is said "
        "beside each."
    )
    # On one scale stand sums of one currency.
    earning = [
        p
        for p in directory.programmes
        if (p.margin_minor or 0) > 0 and p.money == first.money
    ][: 2 * _TOLD]
    return Chapter(
        name="glance",
        title="At a glance",
        blocks=[
            Tiles(
                tiles=[
                    tile(count, "programmes"),
                    tile(sites, "sites that list them"),
                ]
            ),
            Words(text=Text(text=text, facts=[claim])),
            *_chart(directory, earning),
        ],
    )


def _chart(directory: Directory, earning: Sequence[Programme]) -> list[Block]:
    if not earning:
        return []
    bars = [_bar(directory, programme) for programme in earning]
    return [Chart(caption=f"What {_CLICKS} may earn, as we reckon", bars=bars)]


def _bar(directory: Directory, programme: Programme) -> Bar:
    own = [programme.programme_key]
    earned = directory.fact("scores.margin_minor", own, "is", "money")
    value = float(programme.margin_minor or 0)
    return Bar(
        name=programme.label,
        value=value,
        said=Text(text=earned.said, facts=[earned]),
    )


def _first(directory: Directory) -> Chapter:
    blocks: list[Block] = []
    for programme in directory.programmes[:_TOLD]:
        blocks += _told(directory, programme)
    return Chapter(name="first", title="Where we would begin", blocks=blocks)


def _told(directory: Directory, programme: Programme) -> list[Block]:
    own = [programme.programme_key]
    pays = directory.fact("programmes.commission", own, "is", "text")
    sale = "of a sale" if programme.commission_kind == "percent" else "a sale"
    text, facts = f"{worded(own[0], _PAYS).format(pays=pays.said)} {sale}", [pays]
    if programme.cookie_days:
        days = directory.fact("programmes.cookie_days", own, "is", "number")
        words = worded(own[0], _DAYS).format(days=days.said)
        text, facts = f"{text}, {words}", [*facts, days]
    reasons = why(directory.rows, programme.programme_key, programme.reasons)
    said = " ".join(fact.said for fact in reasons)
    return [
        Head(text=programme.name),
        Words(text=Text(text=f"{text}.", facts=facts)),
        *([Words(text=Text(text=said, facts=reasons), soft=True)] if reasons else []),
    ]


def _site(
    directory: Directory, site: str, programmes: Sequence[Programme], place: int
) -> Chapter:
    sheet = Sheet(
        caption="By score",
        names=["Who pays", "Commission", "Days", "Score"],
        figures=[1, 2, 3],
        rows=[_line(directory, programme) for programme in programmes],
    )
    return Chapter(name=f"site-{place}", title=site, blocks=[sheet])


def _line(directory: Directory, programme: Programme) -> list[Text]:
    own = [programme.programme_key]
    facts = [
        directory.fact("programmes.commission", own, "is", "text"),
        directory.fact("programmes.cookie_days", own, "is", "number")
        if programme.cookie_days
        else None,
        directory.fact("scores.score", own, "is", "number"),
    ]
    return [
        Text(text=programme.name, link=linked(programme.url)),
        *(Text(text=f.said, facts=[f]) if f else Text(text="") for f in facts),
    ]


def _sources(directory: Directory) -> list[Source]:
    """Return the sites that list programmes, and the shops that orders are reckoned by."""
    found = {}
    for programme in directory.programmes:
        if shop := programme.shop:
            host = shown(shop.host)
            found[host] = Source(host=host, pages=shop.pages, read_on=shop.read_on)
    by_site = sorted(directory.programmes, key=lambda one: one.site)
    for site, of in groupby(by_site, lambda one: one.site):
        own = list(of)
        read_on = max(programme.read_on for programme in own)
        pages = len({programme.url for programme in own})
        found[site] = Source(host=site, pages=pages, read_on=read_on)
    return [found[host] for host in sorted(found)]
