"""How long a product is on its way to the buyer, as its page says it.

When a thing leaves the shop ("ships in 24 hours") is not when it arrives, and a page that
names several times for several ways or countries does not say which of them holds.
"""

import re
from decimal import Decimal
from math import ceil

from extract.goods.offer import offers
from extract.statements.structured import Graph, Node
from extract.statements.words import number, text

_WAYS = (
    r"(?:\w{2,12} )?(?:delivery|shipping) time|(?:\w{2,12} )?delivery|delivered|arrives"
    r"|lieferzeit|lieferung|zustellung|délais? de livraison|livraison|livrée?"
    r"|plazo de entrega|entrega|tempi di consegna|consegna|levertijd|levering"
)
_DAYS = (
    r"(?:(?:business|working|calendar) )?days?|werktagen?|arbeitstagen?|tagen?"
    r"|jours?(?: ouvrés?| ouvrables?)?|días(?: laborables| hábiles)?|giorni(?: lavorativi)?"
    r"|werkdagen|dagen|hours|stunden|heures|h"
)
_LINE = re.compile(
    rf"(?:{_WAYS})\s?(?:[:–-]|(?:takes|with)?in|within|sous|en|innerhalb von|binnen)?\s?"
    rf"(?:(?:ca|approx|about)\.? )?\d{{1,3}}(?:\s?(?:-|–|to|bis|à|a)\s?\d{{1,3}})?\s?"
    rf"(?:{_DAYS})[.!]?"
)
_HOURS_A_DAY = 24
_LONGEST = 365


def shown_arrival(line: str) -> str | None:
    """Return a line that says how long a delivery takes, and nothing else."""
    return line.strip() if _LINE.fullmatch(line.lower().strip()) else None


def stated_arrival(graph: Graph, product: Node) -> str | None:
    """Return the days that the offers of `product` state, as `2-4 days`."""
    found = {
        days
        for node, _ in offers(graph, product)
        for details in graph.all(node.get("shippingDetails"))
        for time in graph.all(details.get("deliveryTime"))
        if (days := _days(graph, time))
    }
    if len(found) != 1:
        return None
    low, high = next(iter(found))
    return f"{low}-{high} days" if low < high else f"{high} days"


def _days(graph: Graph, time: Node) -> tuple[int, int] | None:
    """Return the fewest and the most days of packing and carrying together."""
    carried = _span(graph, time, "transitTime")
    if carried is None:
        return None
    packed = _span(graph, time, "handlingTime") or (Decimal(), Decimal())
    low, high = ceil(packed[0] + carried[0]), ceil(packed[1] + carried[1])
    return (low, high) if 0 < high <= _LONGEST and low <= high else None


def _span(graph: Graph, time: Node, name: str) -> tuple[Decimal, Decimal] | None:
    for node in graph.all(time.get(name)):
        high = number(node.get("maxValue", node.get("value")))
        if high is not None:
            low = number(node.get("minValue"))
            day = _HOURS_A_DAY if text(node.get("unitCode")) == "HUR" else 1
            return (high if low is None else low) / day, high / day
    return None
