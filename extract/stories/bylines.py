"""The names in a byline: `By Ann Lee and Bo Ek, staff writers | 3 May` holds two."""

import re

_LEAD = re.compile(
    r"^(?:[^\w]*(?:(?:(?:written|posted|published|created|authored|started|words|story|article|text|reported"
    r"|asked|submitted|contributed|thread (?:started )?|topic (?:started )?|blog)[ ]?(?:and \w{3,12}[ ])?)?"
    r"by(?: the)?|(?:about |the )?(?:author|writer|autor(?:in|es)?|auteur|autore|författare|forfatter"
    r"|автор|作者|文|yazar|skribent|redakteur|thread starter|original poster|from|via)s?(?=\s|[:：]|$)"
    r"|(?:ein (?:beitrag|artikel|gastbeitrag) )?von|(?:écrit |rédigé |publié )?par"
    r"|(?:escrito |publicado |escrita )?por|(?:scritto |articolo |pubblicato )?(?:di|da)(?=\s)|door|av|af"
    r"|przez|napisał|od|tekst|text|foto)\b\s*[:：]?\s*)+",
    re.IGNORECASE,
)  # fmt: skip
_BY = re.compile(
    r"^\W{0,3}(?:(?:written|posted|words|story|reported|article)\s)?(?:by|von|par|por|di|door)\b:?\s",
    re.IGNORECASE,
)
# Those who looked at it did not write it.
_CHECKED = re.compile(
    r"^\W*(?:(?:medically|clinically|legally|technically|expert)\s)?"
    r"(?:reviewed|edited|fact.?checked|checked|verified|approved|tested|updated|photo\w*|sponsored|powered|presented)\b",
    re.IGNORECASE,
)
# A name ends where something else begins.
_END = re.compile(
    r"\s*(?:기자|記者|记者|[|•·●—–»×™\n\t(\[<{]|\s[-/]\s|\s-|(?<!\b[A-Z])\.\s(?=[A-Z][a-z]{3})|\b(?:on|published|updated|posted"
    r"|last|reviewed|edited|medically|fact|photo|contributor|for|at|is|was|has|in|"
    r"min|read|reading|follow|joined|veröffentlicht|publié|am|le|el|il)\b|\d{1,2}[ ./:]|\b(?:19|20)\d\d\b|,?\s\d)",
    re.IGNORECASE,
)  # fmt: skip
_MONTHS = re.compile(
    r",?\s*\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s\d.*$",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(
    r"\s*[,;]\s*|\s+(?:and|und|et|y|e|och|og|en|i|&|with|mit|avec)\s+|\s*&\s*"
)
_JOBS = re.compile(
    r"\b(?:editors?|editorial|writers?|reporter|director|manager|officer|correspondent|expert|founder|co-founder|ceo|cto|cmo"
    r"|president|contributors?|columnist|head of|chief|senior|specialist|analyst|strategist|consultant|associate"
    r"|md|phd|m\.d\.|ph\.d\.|rn|cpa|cfp|mba|rd|esq|msc?|dds|cepf|jd|redaktion|redakteur(?:in)?|rédaction|redacción"
    r"|redazione|admin(?:istrator)?|guest|anonymous|unknown|webmaster)\b",
    re.IGNORECASE,
)  # fmt: skip
# What buttons and headings say; a stated name may well be one of these.
_WORDS = re.compile(
    r"\b(?:author|read more|view all|see all|all posts"
    r"|sign in|log ?in|join us|register|subscribe|profile|share|posts?|comments?|members?|minutes?|reply|home"
    r"|of|for|all|to|your|our|this|that|i|open|log|sign|learn|more|shop|select|colou?r|size|type|options|details"
    r"|table|contents|path|article|blog|news|guide|best|top|products?|services?|category|topics?|repl(?:y|ies)"
    r"|about|contact|menu|search|advertisement|sponsored|facebook|twitter|linkedin|instagram|disclosure|default)\b",
    re.IGNORECASE,
)  # fmt: skip
_SURE_LEAD = re.compile(
    r"^(?:(?:(?:written|posted|published) )?by|(?:author|autore?|auteur|作者)\s?[:：])\s*",
    re.IGNORECASE,
)
# `Lee, Ann`, as libraries have it.
_TURNED = re.compile(r"([^\W\d_][\w'’-]+),\s([^\W\d_][\w'’-]+(?:\s[^\W\d_]\.?)?)")
_STAFF = re.compile(
    r"^(?:(?:the|our)\s)?(?:\w+\s)?(?:staff|team|admin|editor)$", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"https?:|www\.|\S@\S|\.(?:com|org|net|co|io|de|html?)\b", re.IGNORECASE
)
_TITLES = re.compile(r"^(?:dr|prof|mr|mrs|ms|sir)\.?\s", re.IGNORECASE)
_BULLET = re.compile(r"\s[|•·●—–»-]\s|[,:(]\s?|\n")
_LONGEST_LINE, _LONGEST, _MOST_WORDS = 300, 60, 6
_MOST = 20
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii"})


def is_byline(line: str) -> bool:
    """Return whether `line` begins as a byline does."""
    return bool(_BY.match(line))


def names(line: str, *, strict: bool = True) -> list[str]:
    """Return the names in `line`; a `strict` reading asks that they look like names."""
    if _CHECKED.match(line):
        return []
    line = _MONTHS.sub("", " ".join(line[:_LONGEST_LINE].split(" ")))
    lead = _LEAD if strict else _SURE_LEAD
    line = lead.sub("", line.strip(), count=1)
    turned = None if strict else _TURNED.fullmatch(line)
    if turned:
        return [f"{turned[2]} {turned[1]}"]
    if strict:
        end = _END.search(line, 1)
        line = line[: end.start()] if end else line
    found: list[str] = []
    for part in _SPLIT.split(line)[:_MOST]:
        name = " ".join(part.split()).strip(" .,:;-–—'\"“”*#@|·•")
        if name.lower() in _SUFFIXES and found:
            found[-1] += f", {name}"
        elif _is_name(name, strict=strict) and not (found and _JOBS.search(name)):
            found.append(name)
        elif found or not strict:
            continue
        else:
            break
    return list(dict.fromkeys(found))


def handle(line: str) -> str | None:
    """Return the name that somebody goes by in a forum; nearly any words may be one."""
    line = " ".join(_LEAD.sub("", line.strip()[:_LONGEST_LINE], count=1).split())
    name = _BULLET.split(line, maxsplit=1)[0].strip(' .,:;"“”#|·•')
    if not 1 < len(name) <= _LONGEST or not any(letter.isalnum() for letter in name):
        return None
    other = _WORDS.sub("", _JOBS.sub("", name)).strip(" .,:;0123456789()")
    return name if other and not name.startswith(("http:", "https:")) else None


def _is_name(name: str, *, strict: bool) -> bool:
    if not 1 < len(name) <= _LONGEST or _ADDRESS.search(name):
        return False
    if not any(letter.isalpha() for letter in name) or _STAFF.match(name):
        return False
    words = _TITLES.sub("", name).split()
    if len(words) > _MOST_WORDS:
        return False
    if not strict:
        return bool(_JOBS.sub("", name).strip(" .&"))
    if _JOBS.search(name) or _WORDS.search(name):
        return False
    # A name begins with capitals, where its letters have them; one word may be a handle.
    small = sum(word[:1].islower() for word in words)
    return small <= len(words) // 2 if len(words) > 1 else True
