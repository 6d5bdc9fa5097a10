"""Who sells a product, what its way to the buyer costs, and how long that takes.

Only a line that says nothing else counts: "free delivery over £50" is a promise about a
basket, and a price among terms is that of somewhere else.
"""

import re

from extract.goods.arrival import shown_arrival
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


def _needles() -> Needles:
    """Return a word of each line that may count, also with a capital before it."""
    found = set(f"{_WAYS}|{_CALLED}|{_SELLER_WORDS}|{_TIMES}".split("|"))
    written = {form.encode().lower() for word in found for form in (word, word.title())}
    return Needles(sorted(written))


_SELLER_WORDS = (
    "sold by|verkauft|verkauf durch|vendu par|vendido por|venduto da|verkocht door"
    "|säljs av|sælges af|selges av"
)
_TIMES = "delivered|arrives|lieferzeit|zustellung|livrée|livré|entrega|consegna|levertijd|levering"
_NEEDLES = _needles()
_MOST_BYTES = 6_000
# A line of more says other things as well.
_MOST_OF_LINE = 120
_NAME = range(2, 41)


def delivery(seen: bytes, heading: int) -> list[Sighting]:
    """Return what the lines behind `heading`, a place in `seen`, say of all three."""
    text = seen[heading : heading + _MOST_BYTES]
    found: dict[str, Sighting] = {}
    done = -1
    for at in _NEEDLES.places(text.lower()):
        if at < done:
            continue
        first = text.rfind(b"\n", 0, at) + 1
        line, _, rest = text[first : at + _MOST_OF_LINE].partition(b"\n")
        done = first + len(line)
        if len(line) < _MOST_OF_LINE:
            after = rest.partition(b"\n")[0] or text[done + 1 :].partition(b"\n")[0]
            one = _said(line.decode("utf-8", "replace"), after)
            if one is not None:
                found.setdefault(one.field, one)
    return list(found.values())


def _said(line: str, after: bytes) -> Sighting | None:
    small = line.lower().strip()
    if _FREE_LINE.fullmatch(small):
        return _sighting("shipping", "0", line)
    paid = _PAID_LINE.fullmatch(small)
    if paid and not _DEPENDS.search(small):
        amount = read(paid[1] or paid[2])
        if amount.amount is not None and amount.sign:
            return _sighting("shipping", f"{amount.amount:f}", line)
    if time := shown_arrival(line):
        return _sighting("arrival", time, line)
    return _seller(line, after)


def _seller(line: str, after: bytes) -> Sighting | None:
    """Return who sells, as a line or the one behind it names them."""
    small = line.lower().strip()
    sold = _SELLER.match(small)
    if sold is None:
        return None
    rest = line.strip()[sold.end() :].lstrip(" :：") or after.decode("utf-8", "replace")
    name = _BEHIND.sub("", rest).strip(" .:")
    # Sold by Ada, not by the metre.
    is_name = name[:1].isalnum() and not name[:1].islower()
    return _sighting("seller", name, line) if is_name and len(name) in _NAME else None


def _sighting(field: str, value: str, line: str) -> Sighting:
    return Sighting(field=field, value=value, raw=line, source="shown")
