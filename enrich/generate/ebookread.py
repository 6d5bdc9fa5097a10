"""What was read of a niche beside its things: articles, and prices as they went."""

from datetime import date
from urllib.parse import urlsplit

import msgspec

from enrich.generate.figures import Rows
from enrich.generate.letters import shown

_MOST_WORDS = 7


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article or thread on the niche."""

    article_key: str
    url: str
    kind: str
    headline: str
    read_on: date

    @property
    def name(self) -> str:
        """The headline as it is shown: too short to be a passage of its page."""
        words = shown(self.headline).split()
        return " ".join(words[:_MOST_WORDS]) + ("…" if words[_MOST_WORDS:] else "")

    @property
    def site(self) -> str:
        """The site as it is shown."""
        return shown(urlsplit(self.url).hostname or "")


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One price of a listing, and when it was first read."""

    micros: int
    price_minor: int
    read_on: date


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The prices of one listing in the year before, the newest last."""

    listing_key: str
    group_key: str
    readings: list[Reading]

    @property
    def keys(self) -> list[str]:
        """The keys of the prices."""
        return [f"{self.listing_key}|{one.micros}" for one in self.readings]

    @property
    def low(self) -> str:
        """The key of the lowest price, the newest of them if it came back."""
        told = zip(self.readings, self.keys, strict=True)
        return min(told, key=lambda one: (one[0].price_minor, -one[0].micros))[1]

    @property
    def spread(self) -> float:
        """How far the prices lie apart, as a share."""
        prices = [one.price_minor for one in self.readings]
        return (max(prices) - min(prices)) / min(prices)

    def rows(self, currency: str) -> Rows:
        """Return what may be said of it."""
        return {
            ("price_history", key): {
                "price_minor": one.price_minor,
                "currency": currency,
                "valid_from": one.read_on,
            }
            for key, one in zip(self.keys, self.readings, strict=True)
        }
