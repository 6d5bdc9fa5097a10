"""What shops ask for one thing: offers as queries give them, as rows, as a table.

Every kind of product that compares prices tells them by this.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import msgspec

from enrich.generate.figures import Rows, told
from enrich.generate.letters import shown
from enrich.generate.work import Fact, Form, Sheet, Source, Text, Way

MAX_HOST = 60
_MAX_URL = 2000
# How much is known decides a score, and tells a reader nothing.
_OURS = "completeness"
# Fewer ratings say little.
_RATINGS = 5
_STATES = {
    "InStock": "in stock",
    "LimitedAvailability": "few left",
    "PreOrder": "to pre-order",
    "BackOrder": "on back-order",
}


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One shop's price for a thing, as a query gives it."""

    listing_key: str
    host: str
    url: str
    price_minor: int
    availability: str | None
    seen_on: date
    rating: float | None = None
    reviews: int | None = None

    @property
    def shop(self) -> str:
        """The shop's name as it is shown."""
        return shown(self.host)[:MAX_HOST]


class Asked(msgspec.Struct, frozen=True):
    """What all shops ask for one thing in one currency, the cheapest first."""

    currency: str
    offers: list[Offer]

    @property
    def keys(self) -> list[str]:
        """The keys of the offers."""
        return [offer.listing_key for offer in self.offers]

    @property
    def rated(self) -> Offer | None:
        """The offer with the most ratings, where one has a few."""
        rated = [o for o in self.offers if o.rating and (o.reviews or 0) >= _RATINGS]
        return max(rated, key=lambda o: o.reviews or 0) if rated else None

    @property
    def spread(self) -> float:
        """How much more the dearest asks than the cheapest, as a share."""
        prices = [offer.price_minor for offer in self.offers]
        return (max(prices) - min(prices)) / min(prices)

    def rows(self) -> Rows:
        """Return what may be said of the offers, by table and key."""
        return {
            ("offers", offer.listing_key): {
                "price_minor": offer.price_minor,
                "currency": self.currency,
                "host": offer.host,
                "rating": offer.rating,
                "reviews": offer.reviews,
                "seen_at": offer.seen_on,
            }
            for offer in self.offers
        }

    def fact(
        self, rows: Rows, way: Way, form: Form, keys: list[str] | None = None
    ) -> Fact:
        """Return a fact of the prices of all offers, or of those with `keys`."""
        asked = Fact(
            said="",
            table="offers",
            column="price_minor",
            keys=keys or self.keys,
            way=way,
            form=form,
            currency=self.currency,
        )
        return told(rows, asked)

    def sheet(self, rows: Rows) -> Sheet:
        """Return the table of what each shop asks."""
        return Sheet(
            caption="What each shop asks",
            names=["Shop", "Price", "More", "Availability", "Read on"],
            figures=[1, 2],
            rows=[self._line(rows, offer) for offer in self.offers],
        )

    def _line(self, rows: Rows, offer: Offer) -> list[Text]:
        own, cheap = [offer.listing_key], self.offers[0]
        is_cheap = offer.price_minor == cheap.price_minor
        price = self.fact(rows, "is", "money", own)
        day = Fact(said="", table="offers", column="seen_at", keys=own, form="day")
        seen = told(rows, day)
        return [
            Text(text=offer.shop, link=linked(offer.url), strong=is_cheap),
            Text(text=price.said, facts=[price], strong=is_cheap),
            Text(text="") if is_cheap else self._more(rows, [cheap.listing_key, *own]),
            Text(text=_STATES.get(offer.availability or "", "not stated")),
            Text(text=seen.said, facts=[seen]),
        ]

    def _more(self, rows: Rows, keys: list[str]) -> Text:
        more = self.fact(rows, "gap_share", "percent", keys)
        return Text(text=f"+{more.said}", facts=[more])


def linked(url: str) -> str | None:
    """Return `url` if it is of a length that readers can follow."""
    return url if len(url) <= _MAX_URL else None


def sources(every: Iterable[Asked]) -> list[Source]:
    """Return the shops of all offers, with how many pages of each were read."""
    offers = sorted((o for asked in every for o in asked.offers), key=lambda o: o.host)
    return [_source(host, list(of)) for host, of in groupby(offers, lambda o: o.host)]


def _source(host: str, offers: Sequence[Offer]) -> Source:
    read_on = max(offer.seen_on for offer in offers)
    return Source(host=shown(host), pages=len(offers), read_on=read_on)


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason of a group's score, as a query gives it."""

    name: str
    value: float | None
    points: float
    text: str


def score_rows(key: str, score: float, reasons: Sequence[Reason]) -> Rows:
    """Return what may be said of a group's score."""
    told: dict[str, Any] = {"score": round(score)}
    told |= {f"reasons.{n}": shown(reason.text) for n, reason in enumerate(reasons)}
    return {("scores", key): told}


def why(rows: Rows, key: str, reasons: Sequence[Reason]) -> list[Fact]:
    """Return the first reasons of a score, as they stand there, less what only we need."""
    return [
        told(rows, Fact(said="", table="scores", column=f"reasons.{n}", keys=[key]))
        for n, reason in enumerate(reasons[:3])
        if shown(reason.text) and reason.name != _OURS
    ]
