"""What a programme pays, for how long, and when: read from lines, each with its source.

A line `label: value` goes before prose, and of prose the sentence whose figure stands
nearest to its word.
"""

import re

import msgspec

from extract.programmes import programmewords as w
from extract.programmes.programmecommission import paid
from extract.programmes.programmefigures import amount, durations
from extract.programmes.programmepassages import Passage

# How long a cookie lasts that never ends: a century, since the column holds days.
FOREVER_DAYS = 36_500
_NEAR = 90
_MOST_TERMS = 400
_MOST_SENTENCES, _MOST_SENTENCE = 4, 300
_MONEY = re.compile(
    r"[$€£]\s?\d|\d\s?(?:[€£$]|EUR|USD|CHF|GBP|euros?\b)", re.IGNORECASE
)
_BARE_DAYS = re.compile(r"[^:\d]{1,40}:\s*(\d{1,4})")
_DIGIT = re.compile(r"\d")
_GAP = re.compile(
    r"\b(paid|payout|pay|locked?|approved?|validat|return|refund|net|trial|ausgezahlt|storno)\b",
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


def terms(said: list[Passage], *, is_reseller: bool = False) -> Terms:
    """Return the terms that `said` states."""
    pays = paid(said, is_reseller=is_reseller)
    read = {
        "cookie": _cookie(said),
        "epc": _stated(said, w.EPC, _EPC_VALUE),
        "gravity": _stated(said, w.GRAVITY, _GRAVITY_VALUE),
    }
    days, epc, gravity = (one[0] if one else None for one in read.values())
    payout = _payout(said, is_reseller, pays.text if pays else "")
    words = {name: one[1] for name, one in read.items() if one}
    words |= {"commission": pays.text} if pays else {}
    words |= {"payout": payout} if payout else {}
    return Terms(
        commission_kind=pays.kind if pays else None,
        commission_rate=pays.figure.rate if pays else None,
        commission_low=pays.figure.low if pays else None,
        commission_high=pays.figure.high if pays else None,
        currency=pays.figure.code if pays else None,
        cookie_days=int(days) if days is not None else None,
        epc=epc,
        gravity=gravity,
        payout_terms=payout,
        said=words,
    )


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
    if w.PAID_HOW.search(near):
        return True
    return bool(_MONEY.search(near) and w.MINIMUM.search(near))
