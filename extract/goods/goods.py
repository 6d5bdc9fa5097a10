"""Whether a page that states no product is about one that can be bought.

It shows one price that stands out beside its heading, and a way to buy or a number of its
own; carts, searches and lists of goods show prices too, but none of them is the page's.
"""

import re

from extract.goods.identity import Identity
from extract.goods.sighting import Sighting
from extract.page import Page

_NOT_GOODS = re.compile(
    r"/(?:cart|basket|bag|checkout|kasse|warenkorb|panier|carrello|carrito|login|signin"
    r"|account|register|search|suche|wishlist|compare|category|categories|collections?"
    r"|kategorie|blog|news|help|faq|about|contact|terms|privacy|policy)(?:[/?.]|$)"
    r"|[?&](?:q|query|search|s|keyword)=",
)
_WITHIN = re.compile(r"/(?:product|products|p|dp|item|itm|prod|pd)/")
_SURE = 0.55
_NUMBERED = frozenset({"label", "row", "inline", "microdata", "state", "datalayer"})


def is_for_sale(page: Page, identity: Identity, found: list[Sighting]) -> bool:
    """Return whether what `found` says is said of one thing for sale."""
    if not identity.heading.text or _is_elsewhere(page, identity):
        return False
    shown = [one for one in found if one.field == "price" and one.source == "shown"]
    best = max((one.confidence for one in shown), default=0.0)
    numbered = any(
        one.field in ("sku", "gtin", "mpn") and one.source in _NUMBERED for one in found
    )
    sells = any(one.source == "way-to-buy" for one in found)
    out = any(one.source.startswith("out-near") for one in found)
    scripted = any(one.source in ("state", "datalayer") for one in found)
    marks = 2 * (best > _SURE) + numbered + sells + scripted + _is_goods(page, identity)
    return marks >= 3 or (marks + out >= 3 and numbered)


def _is_elsewhere(page: Page, identity: Identity) -> bool:
    path = identity.address.partition("#")[0]
    if _kind(page) in ("article", "blog", "profile"):
        return True
    # A file whose address nobody told stands at the root of no host (RFC 2606).
    if identity.host.endswith(".invalid"):
        return False
    bare = path.rstrip("?/") in ("", "/index.html", "/index.php")
    found = _NOT_GOODS.search(path)
    return bare or bool(found and not _WITHIN.search(path[found.start() :]))


def _is_goods(page: Page, identity: Identity) -> bool:
    kind = _kind(page)
    return "product" in kind or bool(_WITHIN.search(identity.address))


def _kind(page: Page) -> str:
    return (page.meta("og:type") or "").lower()
