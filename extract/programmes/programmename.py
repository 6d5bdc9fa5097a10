"""Who pays: the merchant's name, from what the page calls its programme or its site."""

import re

from extract.page import Page
from extract.programmes import programmewords as w
from extract.statements.structured import Graph
from extract.statements.words import text
from frontier.urls import host

_KIND = (
    r"(?:affiliate|partner(?:ship)?|referral|reseller|ambassador|associates?|influencer|publisher"
    r"|creator|white[- ]label|dealer|partner-?|wholesale)"
)
_WHAT = (
    rf"(?:{_KIND}s?[- ]?)+(?:marketing )?(?:partner )?(?:program(?:me?)?|programma|network|scheme"
    r"|partners?)\b"
)
_NAME = r"(?P<name>[^\W_][\w.&'’+-]*(?: [\w.&'’+-]+){0,4}?)"
_CALLED = (
    re.compile(
        rf"^(?:join |welcome to |become part of |about |apply to )?(?:the )?{_NAME}(?:['’]s)?"
        rf"[- ]{_WHAT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:{_KIND}[- ]?(?:program(?:me?)?|programma)|programmes? d['’]affiliation"
        r"|programme (?:de )?(?:partenaires?|partenariat|revendeurs?)"
        r"|programa de (?:afiliados|afiliación|socios|partners|distribuidores|revendedores)"
        r"|programma (?:di )?(?:affiliazione|partner|rivenditori|affiliati))"
        rf" (?:von |bei |der |des |d[eu] |chez |di |van |of |at |by |with )?{_NAME}\s*(?:$|[|:–—,.!])",
        re.IGNORECASE,
    ),
    re.compile(rf"^(?:become an? )?{_NAME} (?:affiliates?|resellers?)$", re.IGNORECASE),
    re.compile(
        r"\b(?:become an?|devenez|hazte|conviértete en|diventa|werde|word) (?:an? )?"
        rf"{_NAME}[- ](?:affiliate|partner|reseller|ambassador)\b",
        re.IGNORECASE,
    ),
)
_PLAIN = frozenset(
    """a an the our your join best top new free become become: great high paying join: start earn how
    what why this that all more with for and or to of in on about welcome official global simple
    easy digital saas b2b unser unsere das dem der die zum zur unserem werde mit für notre le la les
    rejoignez devenir nuestro nuestra el los las únete il lo nostro nostra ons onze het de een
    affiliate partner reseller referral program programme home programs programmes programa
    programma partnerprogramm software marketing create launch white label dealer wholesale
    agency agencies channel technology solution customer student creator influencer technical
    client apply i un una une l'""".split()  # noqa: SIM905
)
_MOST_CHARS = 30
_OFFICIAL = re.compile(
    r"[®™]|\b(official|online) (web)?(site|shop|store)\b|^the ", re.IGNORECASE
)
_SUFFIX = re.compile(r"\s+[|–—·:-]\s+|\s*[|»]\s*")


def merchant_name(
    page: Page, graph: Graph, headings: list[str]
) -> tuple[str, str] | None:
    """Return the merchant's name and where it was read."""
    for said in (*headings, page.title or ""):
        name = name_in(said)
        if name:
            return name, said
    site = site_name(page, graph)
    return (site, "site") if site else None


def name_in(said: str) -> str | None:
    """Return the name that stands beside the words for a programme in `said`."""
    for part in (said, *_SUFFIX.split(said)):
        for pattern in _CALLED:
            found = pattern.search(part[:200])
            name = _tidy(found["name"]) if found else None
            if name:
                return name
    return None


def _tidy(name: str) -> str | None:
    """Return `name` as a name, None where it is but words."""
    words = name.strip(" .-'’").split()
    while words and words[0].lower() in _PLAIN:
        words.pop(0)
    bare = [word for word in words if word.lower() not in _PLAIN]
    if len(bare) < len(words) or not words or len(words) > 4:
        return None
    if not all(
        word[:1].isupper() or word[:1].isdigit() or word == "&" for word in words
    ):
        return None
    return re.sub(r"['’]s?$", "", " ".join(words))


def site_name(page: Page, graph: Graph) -> str | None:
    """Return what the site calls itself: in its head, its data, its title or its host."""
    named = page.meta("og:site_name", "application-name")
    if named:
        return named[:80]
    for node in graph.of(
        "Organization", "WebSite", "Corporation", "OnlineStore", "Brand"
    ):
        name = text(node.get("name"))
        if name:
            return name[:80]
    labels = host(page.url).partition(":")[0].removeprefix("www.").split(".")
    own = labels[-2] if len(labels) > 1 else ""
    parts = [
        _OFFICIAL.sub("", part).strip() for part in _SUFFIX.split(page.title or "")
    ]
    for part in parts:
        if _letters(part) == _letters(own):
            return part
    for part in reversed(parts if len(parts) > 1 else ()):
        if 0 < len(part) <= _MOST_CHARS and not w.TOPIC.search(part):
            return part
    return own.capitalize() or None


def _letters(text: str) -> str:
    return re.sub(r"\W|_", "", text).lower()
