"""Facts that a page shows behind a label: `Item no.: 12-345`, a row of a table of data.

A label begins a line, or stands inside one before a colon; its value is the rest of the
line, or the next one. Labels are those of large languages; short ones need the colon.
"""

import re
from collections.abc import Iterator
from itertools import product

from extract.goods.identifiers import from_isbn, gtin, plain
from extract.goods.sighting import Sighting
from extract.markup.needles import Needles

# Spaces stand for none, one, a point, or a hyphen.
_LABELS = {
    "sku": (
        "sku|item (?:no|number|num|#|code|id|nr)|article (?:no|number|code|nr)|art no|art nr"
        "|artikel nummer|artikel nr|bestell nummer|bestell nr|best nr|produkt nummer"
        "|produkt nr|product (?:no|number|code|id|nr|ref|reference)|reference|ref|référence"
        "|réf|referencia|referência|codice(?: (?:prodotto|articolo))?|cod|código"
        "(?: (?:do|de|del) produc?to)?|šifra(?: (?:izdelka|artikla|proizvoda))?|sifra|kod"
        "(?: (?:produktu|towaru))?|kód(?: (?:produktu|zboží))?|артикул|код(?: товара)?"
        "|catalog(?:ue)? (?:no|number|nr)|stock (?:no|number|code)|style (?:no|number|#)?"
        "|tuote (?:numero|koodi)|vare nummer|vare nr|preces kods|prekės kodas|cikkszám"
        "|número de artículo|numéro d'article|ebay item number|asin|web id|listing id"
        "|ad id|dpci|ürün kodu|stok kodu|cod produs|商品コード|商品番号|品番|상품번호"
        "|货号|商品编号|رقم المنتج|item|id"
    ),
    "mpn": (
        "mpn|(?:item )?model (?:no|number|#|nr|name|code)?|manufacturer part (?:no|number)"
        "|mfr? part (?:no|number|#)|mfg part (?:no|number|#)|part (?:no|number|#|nr)"
        "|manufacturer (?:no|number|code|ref|reference)|hersteller (?:artikel )?nummer"
        "|hersteller (?:artikel )?nr|modell nummer|modell|modèle|référence fabricant"
        "|numéro (?:de|du) modèle(?: de l'article)?|modelo|número de modelo(?: del producto)?"
        "|codice produttore|numero (?:di )?modello(?: articolo)?|modello|модель"
        "|kód výrobce|kod producenta|artikelnummer des herstellers|codice modello"
        "|numero modello articolo|modell numme?r"
    ),
    "gtin": (
        "gtin(?: 1[234])?|ean(?: (?:code|13|number|nr|kód|kod))?|upc(?: (?:code|number))?"
        "|bar code|isbn(?: 1[03])?|codice ean|código ean|ean upc|strichcode|штрих код"
        "|global trade identification number|código de barras|code barres?"
    ),
    "brand": (
        "brand(?: name)?|marke|hersteller|manufacturer|marque|fabricant|marca|fabricante"
        "|produttore|merk|fabrikant|бренд|марка|производитель|(?:blagovna )?znamka"
        "|proizvajalec|proizvođač|značka|výrobce|producent|marka|merkki|valmistaja"
        "|varumärke|mærke|merke|zīmols|ražotājs|gamintojas|brend|márka|gyártó|üretici"
        "|ブランド|メーカー|브랜드|제조사|品牌|الماركة|العلامة التجارية"
    ),
}
_FIELD_OF = list(_LABELS)
_ANY = "|".join(
    f"({names.replace(' ', '[ .-]{0,2}').replace('#', '[#№]')})"
    for names in _LABELS.values()
)
_BULLETS = "•*·‣-–([ "
_LINE = re.compile(
    rf"[{re.escape(_BULLETS)}]{{0,3}}(?:{_ANY})"
    r"(?:[ ]?[.]?[ ]?[:：#№][ ]?\n?[ ]?|\n|[.]? )(?!\n)([^\n]{1,80})"
)
_INSIDE = re.compile(rf"(?:{_ANY})[ .]?[:：#№][ ]?\n?([^\n]{{1,60}})")
# What tells at little cost that no label ends here.
_COLON_SOON = re.compile("[^\n]{1,150}?(?:[:#]|：|№)".encode())
# What stands before a word inside a line.
_GAPS = " \n|(,;/"
_FIRST = 3
# A label, and all of its value that is read.
_MAX_BYTES = 600
_OPTIONAL = re.compile(r"\(\?:([^()]*)\)\?(.*)")
_LETTERS = re.compile(r"(?:\w(?!\?))*")
_NUMBER = re.compile(r"[#:\s]*([^\W_][\w./-]{0,39})")
_DIGIT = re.compile(r"\d")
_TRIM = ".,;:|)]( \t"
_MAX_BRAND, _MAX_WORDS = 40, 5
_MAX_MODEL = 40
_BEHIND, _AHEAD = 300, 4_000
_MAX_SEEN = 200_000
_MAX_LABELS = 60
_BOOK = "isbn"


def labelled(seen: bytes, heading: int) -> list[Sighting]:
    """Return the facts behind labels; `heading` is where the heading stands in `seen`."""
    low, high = max(0, heading - _BEHIND), heading + _AHEAD
    found: dict[tuple[str, str], Sighting] = {}
    for source, matches in (
        ("label", _lines(seen[:_MAX_SEEN])),
        ("inline", _insides(seen[low:high])),
    ):
        for (match, text), _ in zip(matches, range(_MAX_LABELS), strict=False):
            one = _read(match, source, text)
            if one is not None:
                found.setdefault((one.field, one.value), one)
    return list(found.values())


def _lines(seen: bytes) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the labels that lines begin with, each with its line and the next one."""
    done = -1
    for at in dict.fromkeys((0, *_BEGINNINGS.on_lines(seen))):
        # The value of a label may have been this line.
        if at < done:
            continue
        stop = seen.find(b"\n", seen.find(b"\n", at) + 1)
        stop = stop if at < stop < at + _MAX_BYTES else at + _MAX_BYTES
        text, small = _folded(seen[at:stop].decode("utf-8", "replace"))
        match = _begins(small.lstrip(_BULLETS)) and _LINE.match(small)
        if match:
            done = at + len(text[: match.end()].encode())
            yield match, text


def _insides(seen: bytes) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the labels before colons, each with the text behind it."""
    done = 0
    for before in _WORDS.places(seen.lower()):
        at = before + 1
        if at < done or not _COLON_SOON.match(seen, at):
            continue
        text, small = _folded(seen[at : at + _MAX_BYTES].decode("utf-8", "replace"))
        match = _INSIDE.match(small)
        if match:
            done = at + len(text[: match.end()].encode())
            yield match, text


def _folded(text: str) -> tuple[str, str]:
    """Return `text`, and the same in small letters, of which patterns look for less."""
    small = text.lower()
    return text if len(small) == len(text) else small, small


def _heads(names: str) -> Iterator[str]:
    """Yield the letters with which labels begin, a few of each."""
    for name in re.split(r"\|(?![^()]*\))", names):
        optional = _OPTIONAL.fullmatch(name)
        for text in optional.groups() if optional else (name,):
            found = _LETTERS.match(text)
            yield found[0][:_FIRST] if found else ""


_HEADS = frozenset(head for names in _LABELS.values() for head in _heads(names))
_SHORT = frozenset(head for head in _HEADS if len(head) < _FIRST)


def _written(head: str) -> set[str]:
    """Return `head` in capitals and small letters, as people mix them."""
    cases = product(*((letter.lower(), letter.upper()) for letter in head))
    return {"".join(letters) for letters in cases}


_BEGINNINGS = Needles(
    [
        f"\n{head}".encode()
        for head in (*_BULLETS, *(text for one in _HEADS for text in _written(one)))
    ]
)
_WORDS = Needles(
    sorted(
        {
            f"{gap}{text}".encode().lower()
            for gap in _GAPS
            for head in _HEADS
            for text in _written(head)
        }
    )
)


def _begins(text: str) -> bool:
    """Return whether a label can begin as `text` does: few lines look like one."""
    return text[:_FIRST] in _HEADS or text[:2] in _SHORT


def _read(match: re.Match[str], source: str, seen: str) -> Sighting | None:
    number = next(n for n, text in enumerate(match.groups()) if text)
    field, label = _FIELD_OF[number], match[number + 1]
    rest = seen[slice(*match.span(len(_FIELD_OF) + 1))]
    between = match.string[match.end(number + 1) : match.start(len(_FIELD_OF) + 1)]
    # Without a mark behind it, it may be the cell before this one, or a sentence.
    if source == "label" and not between.strip(" .") and "\n" not in between:
        source = "row"
    value = _value(field, label, rest.strip())
    if value is None:
        return None
    return Sighting(field=field, value=value, raw=rest, source=source, path=label)


def _value(field: str, label: str, rest: str) -> str | None:
    if field == "gtin":
        digits = re.match(r"[\d][\d -]{6,18}[\dXx]", rest)
        read = from_isbn if label.lower().startswith(_BOOK) else gtin
        return read(digits[0]) if digits else None
    if field == "brand":
        return _brand(rest)
    if field == "mpn" and len(rest) <= _MAX_MODEL and _DIGIT.search(rest):
        return plain(rest.strip(_TRIM))
    token = _NUMBER.match(rest)
    text = token[1].strip(_TRIM) if token else ""
    return plain(text) if len(text) > 1 and _DIGIT.search(text) else None


def _brand(rest: str) -> str | None:
    name = rest.partition("|")[0].strip(_TRIM + "-–*")
    if f"{name}." in rest and "." in name:
        name += "."  # initials
    is_name = len(name) <= _MAX_BRAND and len(name.split()) <= _MAX_WORDS
    return plain(name) if is_name and not name[:1].isdigit() else None
