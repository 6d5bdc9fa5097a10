"""Partner programmes as their pages offer them: what they pay, how long, where to join.

Most pages that speak of affiliates offer nothing: they admit to links, give advice, or
bring news. So a page must name a programme as its subject, state its terms to the one
who may join, and say where; a list must say what each row pays.
"""

import re
from typing import Any, NamedTuple

import msgspec

from extract.linking.links import Link
from extract.page import Page
from extract.programmes import programmewords as w
from extract.programmes.programmejoin import network_of_join, networks_named, signup
from extract.programmes.programmelines import Line, lines, paired
from extract.programmes.programmename import merchant_name, site_name
from extract.programmes.programmepassages import Passage, passages
from extract.programmes.programmerows import Row, card_rows, table_rows
from extract.programmes.programmeterms import Terms, terms
from extract.statements.structured import Graph
from extract.statements.words import stripped
from frontier.urls import host

_ARTICLES = (
    "Article",
    "NewsArticle",
    "BlogPosting",
    "TechArticle",
    "Report",
    "DiscussionForumPosting",
)
_DATED = re.compile(
    r"/(19|20)\d\d/\d|/(blog|news|magazin\w*|press\w*|actualites|noticias)/"
)
_MERCHANT_LABEL = re.compile(
    r"^(merchant|advertiser|brand|vendor|händler|anbieter|annonceur|marchand|anunciante"
    r"|inserzionista|adverteerder)( name)?\s*:\s*(?P<value>[^:|]{2,60})$",
    re.IGNORECASE,
)
_NETWORK_LABEL = re.compile(
    r"^(affiliate[- ])?(network|netzwerk|réseau|red|rete|netwerk|platform)\s*:\s*"
    r"(?P<value>[^:|]{2,60})$",
    re.IGNORECASE,
)
_FEW = 3


class Programme(Terms, frozen=True, kw_only=True):
    """One programme; `said` has the page's own words for each term."""

    kind: str
    network: str | None = None
    merchant: str | None = None
    signup_url: str | None = None
    confidence: float


def programmes(page: Page, stated: Graph, links: list[Link]) -> list[Programme]:
    """Return the programmes that `page` offers."""
    if not may_offer(page):
        return []
    title = page.title or ""
    if w.POLICY.search(title) or (w.JOB.search(title) and not w.OURS.search(title)):
        return []
    rows = table_rows(page) or _cards(page, stated)
    if len(rows) >= _FEW or (len(rows) == _FEW - 1 and _is_about(page)):
        return _listed(page, stated, rows)
    one = _single(page, stated, links)
    return [one] if one else []


def may_offer(page: Page) -> bool:
    """Return whether `page` calls itself by words without which none offers a programme.

    Asked of every page, so it looks at the head and the address alone.
    """
    if _is_about(page):
        return True
    told = page.meta("og:title", "description", "og:description")
    return told is not None and _names_one(told[:400])


def _is_about(page: Page) -> bool:
    path = f"/{page.url.split('/', 3)[-1]}"
    return _names_one(page.title or "") or (
        any(stem in path for stem in w.STEMS) and w.TOPIC_PATH.search(path) is not None
    )


def _names_one(said: str) -> bool:
    small = said.lower()
    return any(stem in small for stem in w.STEMS) and w.TOPIC.search(said) is not None


def _headings(page: Page) -> list[str]:
    found = (" ".join(node.text().split()) for node in page.tree.css("h1")[:3])
    return [text[:200] for text in found if text]


def _cards(page: Page, stated: Graph) -> list[Row]:
    # What an advice page lists in cards are its own words on other people's offers.
    return [] if _is_article(page, stated) else card_rows(page)


def _is_article(page: Page, stated: Graph) -> bool:
    path = page.url.split("/", 3)[-1]
    return bool(
        stated.of(*_ARTICLES)
        or (page.meta("og:type") or "").lower() == "article"
        or page.meta("article:published_time")
        or _DATED.search(f"/{path}")
        or w.ADVICE.search(page.title or "")
    )


def _listed(page: Page, stated: Graph, rows: list[Row]) -> list[Programme]:
    """Return the rows of a list; where they lead tells whose it is."""
    own = host(page.url)
    within = sum(row.url is not None and host(row.url) == own for row in rows)
    market = network_of_join(page.url)
    if market is None and 2 * within > len(rows) and not _is_article(page, stated):
        market = site_name(page, stated)
    found = []
    # One merchant may stand in a list twice: in demand, and by name.
    for row in {row.merchant: row for row in reversed(rows)}.values():
        known = networks_named(row.network or "")
        found.append(
            _made(
                row.terms,
                kind="affiliate",
                network=known[0] if known else row.network or market,
                merchant=row.merchant,
                signup_url=row.url,
                confidence=round(min(0.95, 0.55 + 0.1 * row.terms.count), 2),
            )
        )
    return found[::-1]


def _single(page: Page, stated: Graph, links: list[Link]) -> Programme | None:
    """Return the programme that the page as a whole offers."""
    headings = _headings(page)
    names = [page.title or "", *headings]
    named = any(w.TOPIC.search(text) for text in names)
    seen = paired(lines(page))
    said = passages([*seen, *_answers(stated, seen)])
    is_reseller = _is_reseller(names, page)
    read = terms(said, is_reseller=is_reseller)
    joins = signup(page, links)
    sure = joins is not None and joins[2]
    if _is_general(page) or not _offers(page, stated, _Seen(said, read, sure, named)):
        return None
    network = _network(page, said, joins[0] if joins else None)
    labelled = _labelled(said, _MERCHANT_LABEL)
    merchant = labelled or merchant_name(page, stated, headings)
    site = site_name(page, stated)
    if network is None and labelled and site and site != labelled[0]:
        network = site, "site"
    sources = {"network": network, "merchant": merchant}
    words = {key: found[1] for key, found in sources.items() if found}
    words |= {"signup": joins[1]} if joins else {}
    return _made(
        read,
        kind=_kind(names, page) if is_reseller else "affiliate",
        network=network[0] if network else None,
        merchant=merchant[0] if merchant else None,
        signup_url=joins[0] if joins else None,
        confidence=_confidence(read, named, joins),
        said=read.said | words,
    )


class _Seen(NamedTuple):
    """What decides whether a page offers a programme."""

    said: list[Passage]
    read: Terms
    joins: bool
    named: bool


def _is_general(page: Page) -> bool:
    """Return whether the page sells the means to run a programme of one's own."""
    yours = len(w.YOURS.findall(page.text))
    return yours > 1 and yours >= len(w.OURS.findall(page.text))


def _offers(page: Page, stated: Graph, seen: _Seen) -> bool:
    """Return whether the page offers a programme rather than speaks of some."""
    pays = seen.read.commission_rate is not None
    others = seen.read.count > pays
    if _is_article(page, stated):
        ours = w.OURS.search(page.text) is not None
        return pays and seen.joins and ours and (others or seen.named)
    if pays and not seen.named:
        # Points and rewards are earned as well: only a commission is a partner's.
        pays = any(w.SURE.search(passage.text) for passage in seen.said)
    if pays:
        return seen.joins or others
    if not (seen.named and seen.joins):
        return False
    network = any(networks_named(passage.text) for passage in seen.said)
    return (others or network) and any(w.SURE.search(one.text) for one in seen.said)


def _answers(stated: Graph, seen: list[Line]) -> list[Line]:
    """Return the questions that only the page's data answers."""
    shown = {line.text for line in seen}
    found = []
    for page in stated.of("FAQPage"):
        for question in stated.all(page.get("mainEntity"))[:50]:
            answers = stated.all(question.get("acceptedAnswer"))
            asked, said = (
                question.get("name"),
                answers[0].get("text") if answers else None,
            )
            if isinstance(asked, str) and isinstance(said, str):
                text = f"{stripped(asked).rstrip(' ?')}: {stripped(said)}"
                if text not in shown:
                    found.append(Line(text[:1200], "pair"))
    return found


def _is_reseller(names: list[str], page: Page) -> bool:
    path = page.url.split("/", 3)[-1].replace("-", " ")
    said = " ".join((*names, path))
    return bool(w.RESELLER.search(said)) and not w.AFFILIATE.search(said)


def _kind(names: list[str], page: Page) -> str:
    said = " ".join((*names, page.url.replace("-", " ")))
    return "white-label" if w.WHITE_LABEL.search(said) else "reseller"


def _network(
    page: Page, said: list[Passage], url: str | None
) -> tuple[str, str] | None:
    """Return the network and the words that name it."""
    joined = network_of_join(url) if url else None
    if joined and url:
        return joined, url
    labelled = _labelled(said, _NETWORK_LABEL)
    if labelled:
        known = networks_named(labelled[0])
        return known[0] if known else labelled[0], labelled[1]
    own = network_of_join(page.url)
    if own:
        return own, page.url
    named = [(name, one.text) for one in said for name in networks_named(one.text)]
    # One that lists several networks says which to choose from; none is its own.
    return named[0] if len({name for name, _ in named}) == 1 else None


def _labelled(
    said: list[Passage], pattern: "re.Pattern[str]"
) -> tuple[str, str] | None:
    for passage in said:
        found = pattern.match(passage.text) if passage.is_pair else None
        if found:
            return found["value"].strip(), passage.text
    return None


def _confidence(read: Terms, named: bool, joins: tuple[str, str, bool] | None) -> float:
    """Return how sure a programme is: each term that belongs to one adds to it."""
    marks = 0.08 * min(read.count, 4) + 0.12 * (joins is not None) + 0.15 * named
    return round(min(0.95, 0.4 + marks), 2)


def _made(read: Terms, **more: Any) -> Programme:
    values: dict[str, Any] = msgspec.structs.asdict(read)
    return Programme(**values | more)
