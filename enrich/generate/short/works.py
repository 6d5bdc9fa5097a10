"""The short texts of a generated product, as product.py writes those of others."""

from collections.abc import Iterator
from functools import cached_property

import msgspec

from enrich.generate.letters import is_name
from enrich.generate.short import workwords as words
from enrich.generate.short.channels import FEWEST_WORDS
from enrich.generate.short.foundworks import Edition
from enrich.generate.short.placed import placed
from enrich.generate.short.sayings import Voice, joined
from enrich.generate.work import Fact, Form, Text, Way

_NAMED = 3


def texts(edition: Edition) -> dict[str, Text]:
    """Return the texts of `edition` by their slots; where nothing fits, none."""
    return placed(Teller(edition), words.AROUND)


class Teller(msgspec.Struct, frozen=True, dict=True):
    """Who tells of one generated product."""

    edition: Edition

    @property
    def key(self) -> str:
        """What its wordings are chosen by."""
        return self.edition.entity_key

    @property
    def name(self) -> str:
        """Its title."""
        return self.edition.name

    @cached_property
    def voice(self) -> Voice:
        """The names that its sentences need."""
        edition = self.edition
        names = {"name": edition.name, "it": edition.name, "topic": edition.topic}
        what = words.KINDS.get(edition.kind, edition.kind.replace("_", " "))
        return Voice(edition.entity_key, {**names, "what": what})

    @property
    def _is_compared(self) -> bool:
        return self.edition.kind in words.SIDE_BY_SIDE

    def description(self) -> Text:
        """Return what a shop shows beside it."""
        ends = (words.TRUST, words.FORMS, words.CLOSINGS)
        said = [*self.long(""), *map(self.voice.says, ends)]
        few = len(joined(said).text.split()) < FEWEST_WORDS
        return joined([*said, self.voice.says(words.ANY_USE)] if few else said)

    def long(self, place: str) -> list[Text]:
        """Return what is worth saying in sentences, worded as `place` has it."""
        voice = Voice(f"{self.key}{place}", self.voice.names)
        use = words.USES.get(self.edition.kind, words.ANY_USE)
        return [voice.says(words.OPENINGS), *self._told(voice), voice.says(use)]

    def _told(self, voice: Voice) -> Iterator[Text]:
        told = {
            "things": words.THINGS if self._is_compared else words.DRAWN_ON,
            "shops": words.SHOPS,
            "low": words.PRICES,
            "heard": words.HEARD,
            "programmes": words.PROGRAMMES,
        }
        for name, wordings in told.items():
            if name in self._facts:
                yield voice.says(wordings, **self._facts)
            if name == "shops" and self._names:
                named = Voice(voice.key, {"names": self._names})
                yield named.says(words.NAMES)

    @cached_property
    def short(self) -> list[Text]:
        """What is worth saying of it in a few words, the weightiest first."""
        told = {
            "things": words.SHORT_THINGS if self._is_compared else words.SHORT_DRAWN_ON,
            "programmes": words.SHORT_PROGRAMMES,
            "low": words.SHORT_PRICES,
            "heard": words.SHORT_HEARD,
            "shops": words.SHORT_SHOPS,
        }
        found = [
            self.voice.says(wordings, **self._facts)
            for name, wordings in told.items()
            if name in self._facts
        ]
        trust, forms = map(self.voice.says, (words.SHORT_TRUST, words.SHORT_FORMS))
        return [*found, trust, forms]

    @cached_property
    def _names(self) -> str:
        names = [thing.label for thing in self.edition.things]
        able = [name for name in names if is_name(name)][:_NAMED]
        return " and ".join([", ".join(able[:-1]), able[-1]]) if len(able) > 1 else ""

    @cached_property
    def _facts(self) -> dict[str, Fact]:
        """What is known, by the names that wordings have for it."""
        edition = self.edition
        prices = [thing.offer.listing_key for thing in edition.things]
        found: dict[str, tuple[str, list[str], Way, Form]] = {
            "things": (
                "enriched_matches.group_key",
                [one.key for one in edition.members],
                "distinct",
                "number",
            ),
            "shops": (
                "offers.host",
                [one.key for one in edition.hosts],
                "distinct",
                "number",
            ),
            "low": ("offers.price_minor", prices, "least", "money"),
            "high": ("offers.price_minor", prices, "most", "money"),
            "middle": ("offers.price_minor", prices, "middle", "money"),
            "heard": (
                "enriched_sentiments.sentiment",
                [one.opinion_key for one in edition.heard],
                "count",
                "number",
            ),
            "programmes": (
                "programmes.merchant",
                [one.key for one in edition.programmes],
                "count",
                "number",
            ),
        }
        return {
            name: edition.fact(
                of, keys, way, form=form, currency=_of(form, edition.currency)
            )
            for name, (of, keys, way, form) in found.items()
            if len(keys) > 1
        }


def _of(form: Form, currency: str | None) -> str | None:
    return currency if form == "money" else None
