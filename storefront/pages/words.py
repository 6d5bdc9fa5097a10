"""The shop's own words in the languages that it speaks.

English is the source: a text is looked up by its English form in
`words/<language>/*.po`, one file a part of the shop, read once at start. What a
template says with constant words is translated when the template is compiled, so that
a page costs the same in every language.
"""

import gettext
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from babel.messages.pofile import read_po

from storefront.errors import WordsUnusable
from storefront.pages.ages import Ages
from storefront.pages.amounts import Amounts

Language = Literal["en", "fr", "de"]
SOURCE: Language = "en"
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"en": "English", "fr": "Français", "de": "Deutsch"}
_PREFIXES = {f"/{language}": language for language in LANGUAGES if language != SOURCE}
_FOLDER = Path(__file__).parent.parent / "words"


def msg(text: str) -> str:
    """Return `text`, marked as one that is translated where it is shown."""
    return text


_STOCK = {
    "in_stock": msg("In stock"),
    "limited": msg("Few left"),
    "out_of_stock": msg("Sold out"),
    "preorder": msg("To be released"),
    "backorder": msg("On back order"),
    "discontinued": msg("No longer made"),
}
_STOCK_UNKNOWN = msg("Availability unknown")


class Words:
    """One language of the shop: its texts, its numbers, its ages, its addresses."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.prefix = "" if language == SOURCE else f"/{language}"
        self.amounts = Amounts(language)
        self.ages = Ages(language)
        self._texts, self._form = _read(language)
        self._stock = {code: self(text) for code, text in _STOCK.items()}
        self._stock_unknown = self(_STOCK_UNKNOWN)

    def __call__(self, text: str, /, **values: object) -> str:
        """Return `text` in this language, `{name}` in it replaced by values."""
        said = self._texts.get(text, (text,))[0]
        return said.format_map(values) if values else said

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the form for `number`, which `{n}` stands for in either text."""
        forms = self._texts.get(one)
        if forms is None:
            said = one if number == 1 else many
        else:
            said = forms[self._form(number)]
        return said.format_map({"n": self.amounts.number(number), **values})

    def to(self, path: str) -> str:
        """Return the address of the page `path` in this language."""
        return self.prefix if self.prefix and path == "/" else self.prefix + path

    def stock(self, availability: str | None) -> str:
        """Return what `availability` means; what is unknown is not claimed."""
        return self._stock.get(availability or "", self._stock_unknown)


def prefixed(path: str) -> Language | None:
    """Return the language that `path` begins with, or None."""
    return _PREFIXES.get(path[:3]) if path[3:4] in {"", "/"} else None


@cache
def all_words() -> Mapping[Language, Words]:
    """Return the words of every language that the shop speaks."""
    return {language: Words(language) for language in LANGUAGES}


def po_files(language: Language) -> list[Path]:
    """Return the files that hold the texts of `language`."""
    return sorted((_FOLDER / language).glob("*.po"))


_Forms = Callable[[int], int]


def _read(language: Language) -> tuple[dict[str, tuple[str, ...]], _Forms]:
    """Return the texts by their English form, and which plural form a number takes."""
    texts: dict[str, tuple[str, ...]] = {}
    plural = "(n != 1)"
    for path in po_files(language):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        plural = catalogue.plural_expr
        for message in catalogue:
            if message.id:
                key, said = _forms(message.id, message.string or "")
                if not all(said):
                    raise WordsUnusable(f"{path} leaves {key!r} untranslated")
                texts[key] = said
    return texts, gettext.c2py(plural)


def _forms(
    text: str | list[str] | tuple[str, ...], said: str | list[str] | tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    key = text if isinstance(text, str) else text[0]
    return key, (said,) if isinstance(said, str) else tuple(said)
