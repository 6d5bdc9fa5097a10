"""What a programme pays, for how long, and when: read from lines, each with its source.

A line `label: value` goes before prose, and of prose the sentence whose figure stands
nearest to its word.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from extract import programmewords as w
from extract.programmefigures import Figure, amount, durations, figures
from extract.programmelines import Line

# How long a cookie lasts that never ends: a century, since the column holds days.
FOREVER_DAYS = 36_500
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[^a-z])")
_NEAR = 90
_MOST_TERMS = 400
_MOST_SENTENCES, _MOST_SENTENCE = 4, 300
_LABEL = 40
_BARE_DAYS = re.compile(r"[^:\d]{1,40}:\s*(\d{1,4})")
_DIGIT = re.compile(r"\d")
_GAP = re.compile(
    r"\b(paid|payout|pay|locked?|approved?|validat|return|refund|net|trial|ausgezahlt|storno)\b",
    re.IGNORECASE,
)
# What recurs each month may also be the payment.
_REPEATED = re.compile(
    r"\b(paid|payouts?|payments?|payable|calculat|reports?|sent|process|threshold"
    r"|ausgezahlt|auszahlung|abgerechnet|vers[ée]|pay[ée]e?s?|paga|uitbeta)",
    re.IGNORECASE,
)
_EPC_VALUE = re.compile(
    r"[^\d]{0,40}?((?:[$€£]\s?)?\d{1,5}(?:[.,]\d{1,2})?(?:\s?[$€£])?)"
)
_GRAVITY_VALUE = re.compile(
    r"\W{0,4}(?:score|rating|of|is|:)?\W{0,3}(\d{1,4}(?:[.,]\d{1,4})?)"
)


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of one programme; `said` has the words each was read from."""

    commission_kind: str | None = None
    commission_rate: float | None = None
    commission_low: float | None = None
    commission_high: float | None = None
    currency: str | None = None
    cookie_days: int | None = None
    epc: float | None = None
    gravity: float | None = None
    payout_terms: str | None = None
    said: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many of the terms are known."""
        known = (self.commission_rate, self.cookie_days, self.epc, self.gravity)
        return sum(one is not None for one in (*known, self.payout_terms))


class Passage(msgspec.Struct, frozen=True):
    """A sentence, or a label with its value."""

    text: str
    is_pair: bool
    before: str


def passages(lines: list[Line]) -> list[Passage]:
    """Return the sentences of `lines`, each with the line before its own."""
    found: list[Passage] = []
    before = ""
    for line in lines:
        label, colon, value = line.text.partition(":")
        labelled = bool(colon and value) and (
            line.tag == "pair" or len(label) <= _LABEL
        )
        parts = _SENTENCE.split(value.strip() if labelled else line.text)
        if labelled and line.tag == "pair":
            found += [Passage(f"{label}: {part}", True, before) for part in parts]
        elif labelled:
            found.append(Passage(f"{label}: {parts[0]}", True, before))
            found += [Passage(part, False, before) for part in parts[1:]]
        else:
            found += [Passage(part, False, before) for part in parts]
        before = line.text
    return found


def terms(said: list[Passage], *, is_reseller: bool = False) -> Terms:
    """Return the terms that `said` states."""
    paid = _paid(said, is_reseller)
    read = {
        "cookie": _cookie(said),
        "epc": _stated(said, w.EPC, _EPC_VALUE),
        "gravity": _stated(said, w.GRAVITY, _GRAVITY_VALUE),
    }
    days, epc, gravity = (one[0] if one else None for one in read.values())
    payout = _payout(said, is_reseller, paid.text if paid else "")
    words = {name: one[1] for name, one in read.items() if one}
    words |= {"commission": paid.text} if paid else {}
    words |= {"payout": payout} if payout else {}
    return Terms(
        commission_kind=paid.kind if paid else None,
        commission_rate=paid.figure.rate if paid else None,
        commission_low=paid.figure.low if paid else None,
        commission_high=paid.figure.high if paid else None,
        currency=paid.figure.code if paid else None,
        cookie_days=int(days) if days is not None else None,
        epc=epc,
        gravity=gravity,
        payout_terms=payout,
        said=words,
    )


class _Paid(NamedTuple):
    """A commission: of what kind, how much, and the words that say so."""

    kind: str
    figure: Figure
    text: str


def _paid(said: list[Passage], is_reseller: bool) -> _Paid | None:
    rated = list(_rated(said, w.COMMISSION))
    is_margin = not rated and is_reseller
    if is_margin:
        rated = list(_rated(said, w.MARGIN))
    if not rated:
        return None
    _, passage, figure = min(rated, key=lambda one: one[0])
    kind = _kind(passage, figure, said)
    steps = _steps(rated, figure)
    if len(steps) > 1:
        kind, figure = "tiered", figure._replace(low=min(steps), high=max(steps))
    return _Paid("discount" if is_margin else kind, figure, passage.text)


def _rated(
    said: list[Passage], words: "re.Pattern[str]"
) -> Iterator[tuple[tuple[bool, bool, int], Passage, Figure]]:
    """Yield figures that stand near one of `words`, with how good they are."""
    for number, passage in enumerate(said):
        if not _DIGIT.search(passage.text) or w.HEDGED.search(passage.text):
            continue
        context = passage.text
        if len(context) < _NEAR and not words.search(context):
            context = f"{passage.text} ({passage.before})"
            if not w.SURE.search(passage.before) or len(passage.before) > _NEAR:
                continue
        found = list(words.finditer(context))
        label = passage.text.partition(":")[0]
        if passage.is_pair and not words.search(label) and w.PAYOUT.search(label):
            continue
        for figure in figures(passage.text, of_margin=words is w.MARGIN):
            if any(_distance(figure, one) <= _NEAR for one in found):
                sure = w.SURE.search(context) is not None
                rank = (not sure, not passage.is_pair, number)
                yield rank, passage, figure


def _distance(figure: Figure, word: "re.Match[str]") -> int:
    return max(word.start() - figure.end, figure.at - word.end(), 0)


def _kind(passage: Passage, figure: Figure, said: list[Passage]) -> str:
    around = (
        f"{passage.before} {passage.text}" if len(passage.before) < 60 else passage.text
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


def _steps(
    rated: list[tuple[tuple[bool, bool, int], Passage, Figure]], best: Figure
) -> set[float]:
    """Return the rates of a ladder: several of one sort where steps are spoken of."""
    return {
        value
        for _, passage, figure in rated
        if figure.is_money == best.is_money
        and w.TIER.search(f"{passage.before[:60]} {passage.text}")
        and len(passage.text) < 240
        for value in (figure.low, figure.high)
        if value is not None
    }


def _cookie(said: list[Passage]) -> tuple[float, str] | None:
    """Return for how many days a click counts, and the words that say so."""
    best: tuple[int, int, str] | None = None
    for passage in said:
        text = passage.text
        words = list(w.COOKIE.finditer(text))
        if w.HEDGED.search(text):
            continue
        if words and best is None and w.FOREVER.search(text):
            best = (_NEAR, FOREVER_DAYS, text)
        bare = _BARE_DAYS.fullmatch(text) if words and passage.is_pair else None
        if bare and best is None:
            best = (0, int(bare[1]), text)
        for length in durations(text) if words else ():
            gap = min(_gap(text, length.at, length.end, word) for word in words)
            if gap < (best[0] if best else _NEAR):
                best = (gap, length.days, text)
    return best[1:] if best else None


def _gap(text: str, at: int, end: int, word: "re.Match[str]") -> int:
    """Return how far a figure is from its word; far where another word claims it."""
    between = text[end : word.start()] if word.start() >= end else text[word.end() : at]
    return _NEAR if _GAP.search(between) else len(between)


def _stated(
    said: list[Passage], word: "re.Pattern[str]", value: "re.Pattern[str]"
) -> tuple[float, str] | None:
    """Return the number that stands behind `word`, and the words around it."""
    for passage in said:
        for at in word.finditer(passage.text):
            number = value.match(passage.text, at.end())
            read = amount(number[1]) if number else None
            if read is not None:
                return read, passage.text
    return None


def _payout(said: list[Passage], is_reseller: bool, commission: str) -> str | None:
    """Return the sentences on when, how and from which sum on it pays."""
    texts: list[str] = []
    for passage in said:
        text = passage.text
        minimum = is_reseller and w.MINIMUM_ORDER.search(text) and _DIGIT.search(text)
        # The rate's own sentence says what is paid, not when; alone it is no term.
        is_new = text not in texts and text != commission
        if (minimum or _is_payout(passage)) and is_new and len(text) < _MOST_SENTENCE:
            texts.append(text)
    joined = "; ".join(text.rstrip(" .;") for text in texts[:_MOST_SENTENCES])
    return joined[:_MOST_TERMS] or None


def _is_payout(passage: Passage) -> bool:
    label = passage.text.partition(":")[0] if passage.is_pair else ""
    if passage.text.endswith("?") or w.COOKIE.search(label) or w.EPC.search(label):
        return False
    word = w.PAYOUT.search(passage.text)
    if not word:
        return False
    near = passage.text[max(0, word.start() - _NEAR) : word.end() + _NEAR]
    return bool(w.PAID_HOW.search(near) or next(_money(near), None))


def _money(text: str) -> Iterator[str]:
    yield from re.findall(r"[$€£]\s?\d|\d\s?(?:[€£$]|EUR|USD|CHF|GBP)", text)
