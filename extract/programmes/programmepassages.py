"""What a page says, sentence by sentence; a label with its value is one of them."""

import re

import msgspec

from extract.programmes.programmelines import Line

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[^a-z])")
_LABEL = 40


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
