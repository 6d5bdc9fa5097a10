"""The words of a language that say nothing by themselves, from the lists that spaCy has.

A list is read from its own file: importing spaCy for it would take seconds.
"""

import runpy
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# Tags with a region are not among spaCy's folders.
_SEPARATOR = "-"
# What every language's shops write.
_EVERYWHERE = frozenset(["http", "https", "www", "com", "amp", "nbsp"])


@cache
def stop_words(language: str | None) -> frozenset[str]:
    """Return the words of `language`, in small letters; those of English where none is known."""
    code = (language or "en").split(_SEPARATOR)[0]
    path = _folder() / code / "stop_words.py"
    if not code.isalpha() or not path.is_file():
        return _EVERYWHERE | (stop_words("en") if code != "en" else frozenset())
    try:
        found = runpy.run_path(str(path)).get("STOP_WORDS", ())
    except ImportError:  # a list that is made of another one
        found = ()
    return _EVERYWHERE | {word.lower() for word in found}


def _folder() -> Path:
    spec = find_spec("spacy")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places or ["."]))) / "lang"
