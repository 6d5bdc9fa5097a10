"""What the query found of a generated product, as rows that bear facts."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec

from enrich.generate.figures import Rows
from enrich.generate.letters import shown
from enrich.generate.short.found import (
    LONGEST_NAME,
    Bid,
    Heard,
    cuts,
    fact,
    heard_rows,
    offer_rows,
)
from enrich.generate.short.sayings import shortened
from enrich.generate.work import Fact, Way

_LONGEST_LABEL = 40
# A day or a month, as titles end with.
_DAY = re.compile(r",?(?: \d{1,2})? \w+ \d{4}$")


class Thing(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One thing that a generated product tells of, with where it costs little."""

    title: str
    brand: str | None
    offer: Bid

    @cached_property
    def name(self) -> str:
        """The title as it is shown."""
        return shortened(shown(self.title), LONGEST_NAME)

    @cached_property
    def label(self) -> str:
        """The title without what stands behind a comma."""
        return shortened(self.name.partition(", ")[0], _LONGEST_LABEL)


class Member(msgspec.Struct, frozen=True):
    """The group of one of the listings that a generated product was made from."""

    key: str
    group_key: str


class Site(msgspec.Struct, frozen=True):
    """A shop, by one of its offers."""

    key: str
    host: str


class Programme(msgspec.Struct, frozen=True):
    """A partner programme that a generated product tells of."""

    key: str
    merchant: str


class Edition(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A generated product as it is offered, and what the lake knows of what it tells of."""

    entity_key: str
    kind: str
    title: str
    currency: str | None = None
    things: list[Thing] = []
    members: list[Member] = []
    hosts: list[Site] = []
    heard: list[Heard] = []
    programmes: list[Programme] = []

    @cached_property
    def name(self) -> str:
        """The title as it is shown, without its day."""
        return shortened(_DAY.sub("", shown(self.title)), LONGEST_NAME)

    @cached_property
    def topic(self) -> str:
        """What stands before the colon of its title: what it is about."""
        return self.name.partition(": ")[0]

    @cached_property
    def rows(self) -> Rows:
        """What may be said of it, by table and key."""
        sites = {("offers", site.key): {"host": site.host} for site in self.hosts}
        rows = _merged(sites, offer_rows([t.offer for t in self.things], self.currency))
        members = {
            ("enriched_matches", one.key): {"group_key": one.group_key}
            for one in self.members
        }
        programmes = {
            ("programmes", one.key): {"merchant": shown(one.merchant)}
            for one in self.programmes
        }
        return {**rows, **members, **heard_rows(self.heard), **programmes}

    @property
    def source_keys(self) -> list[str]:
        """The keys of all that its texts rest on, as far as the lake knows them."""
        offers = {thing.offer.listing_key for thing in self.things}
        told = {site.key for site in self.hosts} | {one.key for one in self.members}
        told |= {programme.key for programme in self.programmes}
        heard = {one.opinion_key for one in self.heard}
        return sorted(offers | told | heard)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names that may hold figures."""
        own = {self.topic, self.topic.lower(), *cuts(self.name)}
        things = {thing.label for thing in self.things}
        return frozenset((own | things) - {""})

    def fact(self, of: str, keys: list[str], way: Way = "is", **how: Any) -> Fact:
        """Return a fact of the table and column that `of` names."""
        return fact(self.rows, of, keys, way, **how)


def _merged(
    one: Mapping[tuple[str, str], Any], other: Mapping[tuple[str, str], Any]
) -> dict[tuple[str, str], Any]:
    keys = {*one, *other}
    return {key: {**one.get(key, {}), **other.get(key, {})} for key in keys}
