"""Who sells a product, and what its way to the buyer costs, as the page shows it.

Only a line that says nothing else counts: "free delivery over £50" is a promise about a
basket, and a price among terms is that of somewhere else.
"""

import re
from collections.abc import Iterator

from extract.goods.sighting import Sighting
from extract.markup.needles import Needles
from extract.money.pricetext import read

_WAYS = (
    "shipping|delivery|postage|versandkosten|versand|lieferung|livraison|frais de port"
    "|envío|gastos de envío|spedizione|spese di spedizione|verzendkosten|verzending"
    "|frete|portes|frakt|fragt|toimitus|doprava|doprawa|wysyłka|dostawa|poštovné|dostava"
    "|szállítás|доставка|送料|배송비"
)
_FREE = (
    "free|gratis|gratuite?|gratuit[ao]|kostenlose[rn]?|kostenlos|kostenfrei|grátis|offerte"
    "|ilmainen|zdarma|darmowa|brezplačna|besplatna|ingyenes|бесплатная|бесплатно|無料|무료"
)
_SUM = r"(?:[^\d\s]{1,4}\s?)?\d{1,4}(?:[.,]\d{2})?(?:\s?[^\d\s]{1,4})?"
_FREE_LINE = re.compile(
    rf"[+\s]*(?:{_FREE})\s(?:\w{{2,12}}\s)?(?:{_WAYS})(?:\s(?:worldwide|weltweit))?[!.]?"
    rf"|(?:\w{{2,12}}\s)?(?:{_WAYS})\s?[:–-]?\s?(?:{_FREE})[!.]?"
)
_PAID_LINE = re.compile(
    rf"(?:[^\d\n]{{0,20}}{_SUM}\s)?\+?\s?({_SUM})\s(?:\w{{2,12}}\s)?(?:{_WAYS})"
    rf"|(?:\w{{2,12}}\s)?(?:{_WAYS})\s?[:–+-]?\s?\+?\s?({_SUM})"
)
# What makes a price one of several, or one that depends.
_DEPENDS = re.compile(
    rf"(?<!\w)(?:{_FREE}|ab|from|over|above|up to|bis|über|dès|à partir|desde|da|od|fra"
    r"|från|vanaf|от|для)(?!\w)"
)
_SELLERS = (
    "(?:(?:dispatched|ships|shipped|sent)(?: from)? and )?sold by"
    "|(?:versandt und )?verkauft von|verkauft? durch|(?:expédié et )?vendu par"
    "|(?:enviado y )?vendido por|(?:spedito e )?venduto da|verkocht door|säljs av"
    "|sælges af|selges av"
)
# Nouns also head tables and sentences, unless a colon or nothing is behind them.
_CALLED = "seller|verkäufer|vendeur|sprzedawca|prodávající|продавец|販売元|판매자"
_SELLER = re.compile(rf"(?:{_SELLERS})(?![^\s:：])|(?:{_CALLED})(?=\s?[:：]|\s*\Z)")
# What follows a seller's name on its line.
_BEHIND = re.compile(
    r"\s+(?:and|und|et|e|y|en)\s+(?:fulfilled|shipped|dispatched|expédié|spedito|enviado"
    r"|versand|geliefert|verzonden).*|\s*\(.*",
    re.IGNORECASE,
)
_WORDS = sorted(
    {
        *re.findall(r"\w{3,}", f"{_WAYS} {_SELLERS} {_CALLED}"),
        *("sold by", "vendu par", "送料", "배송비"),
    }
)
_NEEDLES = Needles([word.encode() for word in _WORDS])
_MOST_BYTES = 6_000
_LONGEST, _MAX_NAME = 70, 40


def delivery(seen: bytes, heading: int) -> list[Sighting]:
    """Return what the lines behind `heading`, a place in `seen`, say of both."""
    text = seen[heading : heading + _MOST_BYTES].decode("utf-8", "replace")
    small = text.lower()
    if not _NEEDLES.places(small.encode()):
        return []
    lines = text.split("\n") if len(small) == len(text) else small.split("\n")
    found: dict[str, Sighting] = {}
    for one in _said(lines):
        found.setdefault(one.field, one)
    return list(found.values())


def _said(lines: list[str]) -> Iterator[Sighting]:
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if len(line) > _LONGEST:
            continue
        small = line.lower().strip()
        if _FREE_LINE.fullmatch(small):
            yield _sighting("shipping", "0", line)
        elif (paid := _PAID_LINE.fullmatch(small)) and not _DEPENDS.search(small):
            amount = read(paid[1] or paid[2])
            if amount.amount is not None and amount.sign:
                yield _sighting("shipping", f"{amount.amount:f}", line)
        elif sold := _SELLER.match(small):
            rest = line.strip()[sold.end() :].lstrip(" :：") or after
            name = _BEHIND.sub("", rest).strip(" .:")
            # Sold by Ada, not by the metre.
            is_name = name[:1].isalnum() and not name[:1].islower()
            if is_name and 1 < len(name) <= _MAX_NAME:
                yield _sighting("seller", name, line)


def _sighting(field: str, value: str, line: str) -> Sighting:
    return Sighting(field=field, value=value, raw=line, source="shown")
