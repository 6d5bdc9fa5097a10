"""One label: what a person says is right of one thing, or of two."""

from collections.abc import Callable, Mapping

import msgspec

from enrich.errors import LabelRefused

STEPS = ("classify", "sentiment", "match")
SAME, DIFFERENT = "same", "different"
_WORDS = {"positive": 0.6, "neutral": 0.0, "negative": -0.6}


class Label(msgspec.Struct, frozen=True):
    """What a person said: of what, what is right; no `label` takes an earlier one back.

    `row` is where it stands, for errors to name it.
    """

    step: str
    key: str
    label: str | None = None
    other: str | None = None
    row: int = 0


def checked(label: Label, place: int) -> Label:
    """Return `label`, the `place`-th, with what it says as its step writes it."""
    label = msgspec.structs.replace(label, row=label.row or place)
    if label.step not in STEPS:
        raise LabelRefused(
            f"row {label.row}: there is no step {label.step!r} that learns; there are"
            f" {', '.join(STEPS)}"
        )
    if (label.step == "match") != bool(label.other):
        raise LabelRefused(
            f"row {label.row}: a label for match is about two listings, `key` and"
            " `other`; every other label is about one"
        )
    if label.label is None:
        return label
    return msgspec.structs.replace(label, label=_MEANT[label.step](label))


def _class(label: Label) -> str:
    return str(label.label).strip()


def _sentiment(label: Label) -> str:
    word = str(label.label).strip().lower()
    try:
        value = _WORDS[word] if word in _WORDS else float(word)
    except ValueError:
        value = 2.0
    if not -1 <= value <= 1:
        raise LabelRefused(
            f"row {label.row}: {label.label!r} is no judgement; write a number from -1"
            f" to 1, or one of {', '.join(_WORDS)}"
        )
    return f"{value:g}"


def _pair(label: Label) -> str:
    word = str(label.label).strip().lower()
    if word not in (SAME, DIFFERENT):
        raise LabelRefused(
            f"row {label.row}: {label.label!r}: write {SAME} or {DIFFERENT}"
        )
    return word


_MEANT: Mapping[str, Callable[[Label], str]] = {
    "classify": _class,
    "sentiment": _sentiment,
    "match": _pair,
}
