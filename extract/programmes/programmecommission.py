"""How much a programme pays: the figure that stands nearest to a word for commission.

A label goes before prose; several rates where steps are spoken of make a ladder.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.programmes import programmewords as w
from extract.programmes.programmefigures import Figure, figures
from extract.programmes.programmepassages import Passage

_NEAR = 90
_SHORT = 60
_MOST_CHARS = 240
_TWO = 2
_DIGIT = re.compile(r"\d")
# What recurs each month may also be the payment.
_REPEATED = re.compile(
    r"\b(paid|payouts?|payments?|payable|calculat|reports?|sent|process|threshold"
    r"|ausgezahlt|auszahlung|abgerechnet|vers[ée]|pay[ée]e?s?|paga|uitbeta)",
    re.IGNORECASE,
)


class Paid(NamedTuple):
    """A commission: of what kind, how much, and the words that say so."""

    kind: str
    figure: Figure
    text: str


def paid(said: list[Passage], *, is_reseller: bool) -> Paid | None:
    """Return what the programme pays; for who resells, else what is taken off."""
    rated = list(_rated(said, w.COMMISSION))
    is_margin = not rated and is_reseller
    if is_margin:
        rated = list(_rated(said, w.MARGIN))
    if not rated:
        return None
    _, passage, figure = min(rated, key=lambda one: one.rank)
    kind = _kind(passage, figure, said)
    steps = _steps(rated, figure)
    if len(steps) > 1:
        kind, figure = "tiered", figure._replace(low=min(steps), high=max(steps))
    return Paid("discount" if is_margin else kind, figure, passage.text)


class _Rated(NamedTuple):
    """A figure near a word for commission, and how good it is: the least is the best."""

    rank: tuple[bool, bool, int]
    passage: Passage
    figure: Figure


def _rated(said: list[Passage], words: "re.Pattern[str]") -> Iterator[_Rated]:
    """Yield the figures that stand near one of `words`."""
    for number, passage in enumerate(said):
        context = _context(passage, words)
        if context is None or not (passage.is_pair or _is_offer(said, number)):
            continue
        found = list(words.finditer(context))
        rank = (w.SURE.search(context) is None, not passage.is_pair, number)
        for figure in figures(passage.text, of_margin=words is w.MARGIN):
            if any(_distance(figure, one) <= _NEAR for one in found):
                yield _Rated(rank, passage, figure)


def _context(passage: Passage, words: "re.Pattern[str]") -> str | None:
    """Return what tells the meaning of the passage's figures; None where it has none.

    That of a short one may stand in the line before it.
    """
    text = passage.text
    if not _DIGIT.search(text) or w.HEDGED.search(text):
        return None
    label = text.partition(":")[0] if passage.is_pair else ""
    if w.PAYOUT.search(label) and not words.search(label):
        return None
    if words.search(text) or len(text) >= _NEAR:
        return text
    short = len(passage.before) <= _NEAR and w.SURE.search(passage.before)
    return f"{text} ({passage.before})" if short else None


def _is_offer(said: list[Passage], number: int) -> bool:
    """Return whether a sentence, or the one before, speaks to the reader.

    One as short as a caption need not.
    """
    return len(said[number].text) <= _SHORT or any(
        w.ADDRESS.search(one.text) for one in said[max(0, number - 1) : number + 1]
    )


def _distance(figure: Figure, word: "re.Match[str]") -> int:
    return max(word.start() - figure.end, figure.at - word.end(), 0)


def _kind(passage: Passage, figure: Figure, said: list[Passage]) -> str:
    around = (
        f"{passage.before} {passage.text}"
        if len(passage.before) < _SHORT
        else passage.text
    )
    if w.RECURRING.search(around):
        return "recurring"
    if w.PER_LEAD.search(passage.text):
        return "per lead"
    commissions = (
        one.text
        for one in said
        if w.SURE.search(one.text) and not _REPEATED.search(one.text)
    )
    if not figure.is_money and any(w.RECURRING.search(text) for text in commissions):
        return "recurring"
    return "fixed" if figure.is_money else "percent"


def _steps(rated: list[_Rated], best: Figure) -> set[float]:
    """Return the rates of a ladder: several of one sort where steps are spoken of."""
    steps = [
        one
        for one in rated
        if one.figure.is_money == best.is_money
        and w.TIER.search(f"{one.passage.before[:_SHORT]} {one.passage.text}")
        and len(one.passage.text) < _MOST_CHARS
    ]
    bounds = {(one.figure.low, one.figure.high) for one in steps}
    if len(bounds) < _TWO:
        return set()  # a range is no ladder
    return {value for pair in bounds for value in pair if value is not None}
