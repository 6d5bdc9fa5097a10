"""Which of the signs in a text is that of its price: one beside a number, beyond doubt."""

from itertools import chain
from typing import TYPE_CHECKING

from extract.money.currencies import CODES
from extract.money.pricesigns import DOUBTFUL, MEANT, SIGN

if TYPE_CHECKING:
    import re

# A sign as it is written, and its ISO code where it has only one.
Sign = tuple[str | None, str | None]
Span = tuple[int, int]
SPACE = "\u0020\u00a0\u202f\u2009\u2007\u3000"
_BEFORE = SPACE + ":.-,("
_AFTER = SPACE + ":.-("


def sign_in(text: str, hint: str) -> tuple[Sign, Span | None]:
    """Return the sign of the price and where it stands in `text`, if it does."""
    best = beside = None
    apart: list[re.Match[str]] = []
    signs = SIGN.finditer(text)
    for match in signs:
        if not _is_beside(text, match.start(), match.end()):
            if match[0] not in DOUBTFUL:
                apart.append(match)
        elif match[0] not in DOUBTFUL:
            best = match
            break
        else:
            beside = beside or match
    best = best or beside or (apart[0] if apart else None)
    if best is None:
        return sign_beyond(text.strip("0123456789., -"), hint), None
    if not MEANT[best[0]]:  # a code elsewhere says which of several it is
        rest = chain(apart, signs)
        best = next((one for one in rest if one[0] in CODES), best)
    return meant(best[0]), best.span()


def sign_beyond(word: str, hint: str) -> Sign:
    """Return a code in small letters, which counts alone, or what the hint gives."""
    return (word, word.upper()) if word.upper() in CODES else hinted(hint)


def hinted(hint: str) -> Sign:
    """Return the sign that the hint gives."""
    for match in SIGN.finditer(hint):
        if match[0] not in DOUBTFUL or hint.strip() == match[0]:
            return meant(match[0])
    return None, None


def meant(sign: str) -> Sign:
    """Return `sign` with its code, if it has only one."""
    return sign, MEANT[sign] or None


def _is_beside(text: str, start: int, end: int) -> bool:
    """Return whether a number touches what stands from `start` to `end`."""
    if text[end : end + 1].isdigit() or (start and text[start - 1].isdigit()):
        return True
    before, after = text[:start].rstrip(_BEFORE), text[end:].lstrip(_AFTER)
    return before[-1:].isdigit() or after[:1].isdigit()
