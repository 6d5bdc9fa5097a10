"""Every figure and every claim rests on rows that may be shown."""

import re
from collections.abc import Iterator

from enrich.errors import NotTold
from enrich.generate.figures import again
from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.work import Fact, Text, Work

# Words that claim more than a writer can know without counting.
_CLAIMS = re.compile(
    r"\b(?:best|cheapest|dearest|lowest|highest|greatest|largest|smallest|fastest|"
    r"lightest|strongest|safest|quietest|finest|leading|unbeatable|unmatched|perfect|"
    r"only|never|always|everybody|guarantee[ds]?|proven|certified|award|"
    r"number one|no\. one|top|most|least|half|twice|double|triple|percent|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty-\w+|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"dozens?|hundreds?|thousands?|millions?)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\w*\d[\w.,]*\w|\d", re.UNICODE)
_LETTERS = re.compile(r"[^\W\d_]{2}")
# Where something was taken out: no letter, so that words beside it do not join.
_HOLE = "\x00"


def unborne(work: Work, evidence: Evidence) -> Iterator[Fault]:
    """Yield what `work` says that no row bears."""
    named = [*filter(_is_name, evidence.names), *_days(work)]
    for chapter in work.chapters:
        for block in chapter.blocks:
            for text in block.texts():
                for said, why in _of_text(text, named, evidence):
                    yield Fault("claims", chapter.name, said, why)
    for words in (work.title, work.subtitle, work.about):
        for said, why in _loose(Text(text=words, facts=work.facts), named):
            yield Fault("claims", "", said, why)
    for said, why in _false(work.facts, evidence):
        yield Fault("claims", "", said, why)


def _of_text(
    text: Text, named: list[str], evidence: Evidence
) -> Iterator[tuple[str, str]]:
    for fact in text.facts:
        if fact.said not in text.text:
            yield fact.said, "the fact is not in the words it is to bear"
    yield from _false(text.facts, evidence)
    yield from _loose(text, named)


def _false(facts: list[Fact], evidence: Evidence) -> Iterator[tuple[str, str]]:
    for fact in facts:
        try:
            now = again(evidence.rows, fact)
        except NotTold as why:
            yield fact.said, str(why)
            continue
        if now not in fact.said:
            yield fact.said, f"the rows say {now}"
        elif beside := _DIGITS.findall(fact.said.replace(now, _HOLE, 1)):
            yield fact.said, f"nothing bears {beside[0]} in it"


def _loose(text: Text, named: list[str]) -> Iterator[tuple[str, str]]:
    left = text.text
    # The longer first: a month of a day, or a name within another one.
    for words in sorted((*named, *(f.said for f in text.facts)), key=len)[::-1]:
        left = left.replace(words, _HOLE) if words else left
    for found in (*_DIGITS.findall(left), *_CLAIMS.findall(left)):
        yield found, f"nothing bears it in: {text.text[:80]}"


def _is_name(name: str) -> bool:
    # A brand that is called 20 would hide figures.
    return bool(_LETTERS.search(name))


def _days(work: Work) -> tuple[str, ...]:
    day = work.as_of
    return (f"{day.day} {day:%B %Y}", f"{day:%B %Y}", day.isoformat())
