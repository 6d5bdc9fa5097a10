"""Texts to sentences, by quick rules: marks that end one, and what only looks like it.

A sentence stays as its source wrote it, less the space around it and within. Lines are
borders: an entry of a list is a sentence of its own.
"""

import re

# A mark and what closes behind it; CJK has no space there.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？｡]+[」』”）]*")
_ENTRY = re.compile(r"^\s*(?:[-*•·▪–—]|\d{1,2}[.)])\s+")
_SPACE = re.compile(r"\s+")
# Behind these a full stop ends no sentence; small letters, in several languages.
_ABBREVIATIONS = (
    "mr mrs ms dr prof st vs etc eg ie approx no nos vol fig inc ltd co corp jr sr dept"
    " est ca bzw ggf evtl inkl exkl zzgl usw nr str hr fr bspw abb max min ing av env pp"
    " mme mlle sra srta ud uds pág núm art sig sigg dott ecc tel"
)
_SHORT = frozenset(_ABBREVIATIONS.split())
# Those that may end one as well: they do where a capital letter follows.
_EITHER = frozenset(
    {"etc", "usw", "ecc", "inc", "ltd", "co", "corp", "jr", "sr", "est"}
)
_INITIALS = re.compile(r"(?:^|[\s(])(?:[^\W\d_]\.)*[^\W\d_]\.$")
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")
_SIGN = re.compile(r"\S")
_MOST_CHARS = 100_000
# No abbreviation is longer: who looks at all that was said looks long at long lines.
_LOOKED_AT = 100


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, in order."""
    found = []
    for line in text[:_MOST_CHARS].splitlines():
        entry = _ENTRY.sub("", line)
        begin = 0
        for mark in _END.finditer(entry):
            if _ends(entry, begin, mark):
                found.append(entry[begin : mark.end()])
                begin = mark.end()
        found.append(entry[begin:])
    whole = (_SPACE.sub(" ", one).strip() for one in found)
    return [one for one in whole if any(map(str.isalnum, one))]


def _ends(line: str, begin: int, mark: re.Match[str]) -> bool:
    """Return whether a sentence ends at `mark`, and not just an abbreviation."""
    if mark[0] != ".":
        return True
    said = line[max(begin, mark.end() - _LOOKED_AT) : mark.end()]
    behind = _SIGN.search(line, mark.end())
    follows = behind[0] if behind else ""
    word = said[:-1].rpartition(" ")[2].lstrip("(\"'").lower().replace(".", "")
    if word in _EITHER:
        return not follows.islower()
    if word in _SHORT or _INITIALS.search(said):
        return not follows
    # `am 3. Mai`, and `5. It broke`: who counts days goes on with one word, mostly; a
    # sentence seldom ends in a small number.
    return not (_ORDINAL.search(said) and follows)
