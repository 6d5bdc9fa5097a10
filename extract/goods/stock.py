"""Whether a page says that its product can be had: words near its heading, and buttons.

That it is out is said on a line of its own; a sentence that says it speaks of something
else. A way to buy says that it is there, less surely: templates keep buttons that do
nothing.
"""

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter

from extract.goods.sighting import Sighting
from extract.markup.needles import Needles

_OUT = (
    "out of stock|out-of-stock|sold out|soldout|currently unavailable|not in stock"
    "|temporarily unavailable|is unavailable|no longer available|not available"
    "|product is not available|not available online|bidding has ended|bidding ended|listing was ended|listing ended|item has ended"
    "|notify me when|email me when|e-mail me when|notify me if|back in stock"
    "|nicht verfügbar|nicht lieferbar|nicht mehr verfügbar|nicht mehr lieferbar"
    "|ausverkauft|nicht auf lager|nicht erhältlich|vergriffen"
    "|agotado|sin stock|sin existencias|no disponible|épuisé|en rupture|indisponible"
    "|esaurito|non disponibile|esgotado|indisponível|avise-me|niet op voorraad"
    "|niet leverbaar|niet beschikbaar|uitverkocht|slut i lager|slutsåld|udsolgt"
    "|ikke på lager|utsolgt|loppunut|loppuunmyyty|ei saatavilla|нет в наличии"
    "|распродан|немає в наявності|niedostępn|brak w magazynie|wyprzedan|není skladem"
    "|vyprodán|nedostupn|nincs készleten|nincs raktáron|elfogyott|stoc epuizat"
    "|indisponibil|tükendi|stokta yok|在庫切れ|売り切れ|売切|品切れ|품절|缺货|售罄"
    "|售完|暫無庫存|نفد|غير متوفر|rasprodano|nije dostup|razprodano|ni na zalogi"
    "|nav pieejam|nav noliktavā|neturime|изчерпан|няма наличност|εξαντλήθηκε"
    "|μη διαθέσιμο"
)
_IN = (
    "in stock|add to cart|add to bag|add to basket|add to trolley|add to shopping|buy now"
    "|buy it now|place bid|in den warenkorb|in den einkaufswagen|auf lager|lieferbar"
    "|ajouter au panier|en stock|aggiungi al carrello|añadir al carrito|añadir a la cesta"
    "|disponibilità immediata|comprar|acheter|in winkelwagen|in de winkelwagen"
    "|op voorraad|lägg i|i lager|læg i kurv|legg i handle|lisää ostos|в корзину|купить"
    "|в наличии|купити|в наявності|do koszyka|dostępny|do košíku|skladem|v košarico"
    "|na zalogi|u košaricu|na stanju|ielikt grozā|pieejams|į krepšelį|カートに|在庫あり"
    "|장바구니|구매하기|加入购物车|加入購物車|馬上購買|立即购买|أضف|sepete ekle"
    "|adaugă în co|kosárba|raktáron|купи|добави в|προσθήκη|order now|book now|see price"
    "|go to store|buy tickets|get tickets|dodaj v|dodaj u|kupi |naruči|naroči|commander"
    "|objednat|bestellen|acquista|ordina ora|compra |beställ|osta nyt|pirkti|satın al"
    "|заказать|buy online|reserve now|vásárl|koupit|kup teraz|구매|購入|购买|購買|اشتر"
)
_OUTS, _INS = _OUT.split("|"), _IN.split("|")
_OUT_NEEDLES = Needles([phrase.encode() for phrase in _OUTS])
_IN_NEEDLES = Needles([phrase.encode() for phrase in _INS])
_BEHIND, _AHEAD = 200, 3_500
_NEAR = 1_200
_MAX_LINE = 90
_MAX_EACH = 4
# That a letter has, in languages that people sell in.
_MOST_BYTES = 3


def stock(seen: bytes, heading: int) -> list[Sighting]:
    """Return what the text around `heading`, a place in `seen`, says of stock."""
    low = max(0, heading - _BEHIND)
    near = seen[low : heading + _MOST_BYTES * _AHEAD].decode("utf-8", "replace")
    text = near[: _BEHIND + _AHEAD].lower().encode()
    found = []
    for number, at in _outs(text):
        line = _line(text, at)
        if len(line) <= _MAX_LINE:
            source = "out-near" if at + low - heading < _NEAR else "out-far"
            # A word alone may be that of one size among several.
            alone = "-alone" if len(line) <= len(_OUTS[number]) + 4 else ""
            found.append(_sighting("OutOfStock", line, source + alone))
    for one in found:
        # What says "not available" holds the words of "available".
        text = text.replace(one.raw.encode(), b" ")
    ways = _IN_NEEDLES.within(text)
    if ways:
        at = min(at for number, at in ways if number == ways[0][0])
        found.append(_sighting("InStock", _line(text, at), "way-to-buy"))
    return found


def _outs(text: bytes) -> Iterator[list[int]]:
    for _, hits in groupby(_OUT_NEEDLES.within(text), itemgetter(0)):
        yield from islice(hits, _MAX_EACH)


def _line(text: bytes, at: int) -> str:
    last = text.find(b"\n", at)
    line = text[text.rfind(b"\n", 0, at) + 1 : last if last >= 0 else None]
    return line.decode("utf-8", "replace")


def _sighting(value: str, line: str, source: str) -> Sighting:
    return Sighting(
        field="availability", value=value, raw=line[:_MAX_LINE], source=source
    )
