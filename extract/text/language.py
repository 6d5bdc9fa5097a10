"""The language of a text, by what is written and by what its page declares.

A script that only one language is written in names it. Else a model looks at pieces of
words, and where it takes one language for a close relative, letters and words decide that
the other does not have. What a page declares counts where its text leaves doubt.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from extract.text.scripts import by_script, weight

if TYPE_CHECKING:
    from extract.text.languagewalk import Identifier

# A page begins with its menu, its questions on cookies and the names of other languages:
# of 950 saved pages, 6 look by their first 2,000 letters like another language than by
# 50,000, and none by six pieces of 200.
_PIECE_CHARS = 200
_PIECES = 6
_MAX_CHARS = 20_000
# Fewer letters say as much of a name as of a language; only of a script, some say enough.
_LEAST_WEIGHT = 20
_LEAST_SURE_WEIGHT = 10
_LEAST_OWN_WEIGHT = 4
_MUCH_WEIGHT = 60
# From here on the model is right 997 times of 1,000; a tenth below, 934 times.
_SURE = 0.8
_LIKELY = 0.6
# Names of brands and goods, which belong to no language, get less.
_GUESSED = 0.25
_UNLIKELY = 0.01
_DECLARED = 0.6
_AGREED = 0.95
_OWN_SURE = 0.99
_SUBTAG = re.compile(r"\s*([A-Za-z]{2,3})(?![A-Za-z])")
# Old codes, and codes of countries where those of languages belong.
_OLD = {"iw": "he", "in": "id", "ji": "yi"}
_COUNTRIES = {"cn": "zh", "jp": "ja", "gr": "el", "ua": "uk", "cz": "cs", "dk": "da"}
_MEANT = {"nb": "no"} | _OLD | _COUNTRIES
# Who reads one reads the other: their pages are told apart by what they declare.
_CLOSE = [
    frozenset(group.split())
    for group in (
        *("id ms jv", "hr bs sr me sh", "no nn da", "hi ne mr sa bho mai", "cs sk"),
        *(
            "gl pt",
            "es gl ast ext an",
            "zh yue wuu",
            "bg mk",
            "nl af",
            "ca oc",
            "fa ps",
        ),
        *(
            "he hbo yi",
            "el grc",
            "de lb gsw",
            "sl hr",
            "tr az crh",
            "ar ary arz",
            "it vec",
        ),
    )
]
# The rarer of two has to be that probable: its relative has ten times the pages.
_RARER = {"ms": "id", "bs": "hr", "nn": "no", "ext": "es", "wuu": "zh", "sa": "hi"}
_RARE_SURE = 0.7
# Letters that a language does not have, and words that only one of its script has.
_NOT_IN = {
    code: frozenset(letters)
    for codes, letters in (
        ("mk sr", "йъщыэяюь"),
        ("bg", "ыэіїєј"),
        ("ru", "іїєўј"),
        ("uk", "ыэёўъ"),
        ("cs", "ľĺŕôä"),
        ("sk", "řěů"),
        ("sl", "ćđ"),
        ("es", "ãõç"),
        ("gl", "ãõç"),
        ("fa", "ٹڈڑےں"),
    )
    for code in codes.split()
}
# Letters of which every few words of a language have one.
_IN = {"mk": frozenset("јљњќѓџѕ")}
_HINDI = frozenset({"है", "हैं", "और", "में", "के"})
_MAY_BE_HINDI = frozenset({"ne", "mr", "sa"})


def language(text: str, declared: str | None = None) -> tuple[str | None, float]:
    """Return the language of `text` and how sure that is, from 0 to 1.

    `declared` is what the page says of itself, as `de-CH`.
    """
    stated = _stated(declared)
    sample = _sample(text)
    says = weight(sample)
    code = by_script(sample) if says >= _LEAST_OWN_WEIGHT else None
    if code is not None:
        sure = _OWN_SURE
    elif says < (_LEAST_WEIGHT if stated else _LEAST_SURE_WEIGHT):
        return stated, _DECLARED if stated else 0.0
    else:
        code, sure = _modelled(sample)
    if stated is None:
        least = _LIKELY if says < _LEAST_WEIGHT else _GUESSED
        return (code, sure) if sure >= least else (None, 0.0)
    if stated == code:
        return code, max(sure, _AGREED)
    is_sure = sure >= _SURE or (says >= _MUCH_WEIGHT and _contradicts(sample, stated))
    if not is_sure or any(stated in group and code in group for group in _CLOSE):
        return stated, _DECLARED
    return code, sure


def _contradicts(sample: str, stated: str) -> bool:
    """Return whether a text cannot be in the language that its page states."""
    return dict(_model().rank(sample)).get(stated, 1.0) < _UNLIKELY


def _stated(declared: str | None) -> str | None:
    found = _SUBTAG.match(declared or "")
    if found is None:
        return None
    code = found[1].lower()
    return _MEANT.get(code, code)


def _sample(text: str) -> str:
    """Return pieces from all over the beginning of `text`."""
    end = min(len(text), _MAX_CHARS)
    if end <= _PIECES * _PIECE_CHARS:
        return text
    step = (end - _PIECE_CHARS) // (_PIECES - 1)
    places = range(0, step * _PIECES, step)
    return " ".join(text[at : at + _PIECE_CHARS] for at in places)


def _modelled(sample: str) -> tuple[str, float]:
    code, sure = _model().classify(sample)
    if code not in _NOT_IN and code not in _RARER and code not in _MAY_BE_HINDI:
        return code, sure
    if code in _MAY_BE_HINDI and _HINDI & set(sample.split()):
        return "hi", sure
    letters = frozenset(sample.lower())
    if sure < _RARE_SURE and code in _RARER:
        return _RARER[code], sure
    # Who is sure has seen more than the names of foreign places.
    if sure >= _SURE or _fits(code, letters):
        return code, sure
    ranked = (one for one in _model().rank(sample) if _fits(one[0], letters))
    best, probable = next(ranked, (code, sure))
    # Half of what spoke for the other speaks for it.
    return best, max(probable, sure / 2)


def _fits(code: str, letters: frozenset[str]) -> bool:
    """Return whether a text of `letters` can be in a language, by its alphabet."""
    if letters & _NOT_IN.get(code, frozenset()):
        return False
    return code not in _IN or bool(letters & _IN[code])


@cache
def _model() -> "Identifier":
    # Half a second and 90 MB: only for who asks.
    from extract.text.languagewalk import identifier

    return identifier()
