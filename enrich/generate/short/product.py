"""The short texts of one product: which sentences its facts make worth saying, and where.

long sayings ----> description
short sayings ---> titles, ads, teasers, each in an order of its own
             \\---> script of a video
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import msgspec

from enrich.generate.short import productwords as words
from enrich.generate.short.channels import FEWEST_WORDS, MOST_WORDS
from enrich.generate.short.found import Product
from enrich.generate.short.known import Known, trait_of
from enrich.generate.short.placed import placed
from enrich.generate.short.sayings import Voice, chosen, joined, turned
from enrich.generate.work import Fact, Text

_MOST_MEASURES = 4


def texts(product: Product) -> dict[str, Text]:
    """Return the texts of `product` by their slots; where nothing fits, none."""
    return placed(Teller(product), words.AROUND)


class Teller(msgspec.Struct, frozen=True, dict=True):
    """Who tells of one product."""

    product: Product

    @cached_property
    def known(self) -> Known:
        """Its facts."""
        return Known(self.product)

    @property
    def key(self) -> str:
        """What its wordings are chosen by."""
        return self.product.entity_key

    @property
    def name(self) -> str:
        """Its title."""
        return self.product.name

    @cached_property
    def voice(self) -> Voice:
        """The names that its sentences need."""
        product = self.product
        is_told = product.maker.lower() in product.name.lower()
        brand = "" if is_told else product.maker
        names = {"name": product.name, "brand": brand, "noun": product.noun}
        return Voice(product.entity_key, names)

    def description(self) -> Text:
        """Return what a shop shows beside a product."""
        said = self.long("")
        closings = turned(_CLOSINGS, chosen(self.key, len(_CLOSINGS)))
        while _words([*said, closings[0]]) > MOST_WORDS:
            said.pop()
        # Of a thing of which little is known, the end says a little more.
        few = _words([*said, closings[0]]) < FEWEST_WORDS
        return joined([*said, *closings[: 1 + few]])

    def long(self, place: str) -> list[Text]:
        """Return what is worth saying in sentences, worded as `place` has it."""
        voice = Voice(f"{self.key}{place}", self.voice.names)
        market = [list(self._judged(voice)), list(self._sold(voice))]
        first = chosen(f"{voice.key} market", 2)
        said = [voice.says(words.OPENINGS), *self._stated(voice)]
        return [*said, *market[first], *market[1 - first]]

    def _stated(self, voice: Voice) -> Iterator[Text]:
        material, colour = self.known.material, self.known.colour
        if material and colour:
            yield voice.says(words.MATERIAL_COLOUR, material=material, colour=colour)
        elif material:
            yield voice.says(words.MATERIAL, material=material)
        elif colour:
            yield voice.says(words.COLOUR, colour=colour)
        measures = self.known.measures[:_MOST_MEASURES]
        if measures:
            listed = joined([_named(fact) for fact in measures], between=", ")
            said = voice.says(words.MEASURES, list=_as_fact(listed))
            yield Text(text=said.text, facts=listed.facts)
        elif not (material or colour):
            yield voice.says(words.NO_TRAITS)

    def _judged(self, voice: Voice) -> Iterator[Text]:
        rated = self.known.rated
        if rated:
            low = self.known.is_rated_low
            yield voice.says(words.RATED_LOW if low else words.RATED, **rated)
        heard = self.known.heard
        if heard:
            yield voice.says(words.MIXED if "sorry" in heard else words.GLAD, **heard)
        if not (rated or heard):
            yield voice.says(words.NOT_RATED)

    def _sold(self, voice: Voice) -> Iterator[Text]:
        shops, stock = self.known.shops, self.known.stock
        if shops is None:
            yield voice.says(words.ONE_SHOP)
            if stock:
                yield voice.says(words.STOCK_ONE)
        else:
            yield voice.says(words.SHOPS, shops=shops)
            gap = self.known.gap
            if gap:
                yield voice.says(words.GAP, gap=gap)
            elif self.known.is_one_price:
                yield voice.says(words.NO_GAP)
            if stock:
                yield voice.says(words.STOCK, stock=stock)
        if self.known.stating("LimitedAvailability"):
            yield voice.says(words.FEW_LEFT)
        if self.known.stating("PreOrder"):
            yield voice.says(words.PREORDER)

    @cached_property
    def short(self) -> list[Text]:
        """What is worth saying of it in a few words, the weightiest first."""
        voice, known = self.voice, self.known
        rated, heard = known.rated, known.heard
        found: list[Text] = []
        if rated and not known.is_rated_low:
            found.append(voice.says(words.SHORT_RATED, **rated))
        if heard and "sorry" not in heard:
            found.append(voice.says(words.SHORT_GLAD, **heard))
        found += self._short_traits()
        if known.gap:
            found.append(voice.says(words.SHORT_GAP, gap=known.gap))
        if known.shops:
            found.append(voice.says(words.SHORT_SHOPS, shops=known.shops))
        if known.stock:
            found.append(voice.says(words.SHORT_STOCK))
        return found

    def _short_traits(self) -> Iterator[Text]:
        known = self.known
        if known.material:
            yield self.voice.says(words.SHORT_MATERIAL, material=known.material)
        for fact in known.measures[:2]:
            trait = Voice(self.key, {"trait": trait_of(fact)})
            yield trait.says(words.SHORT_MEASURE, value=fact)
        if known.colour:
            yield self.voice.says(words.SHORT_COLOUR, colour=known.colour)


_CLOSINGS = [Text(text=text) for text in words.CLOSINGS]


def _named(fact: Fact) -> Text:
    return Text(text=f"{trait_of(fact).lower()} {fact.said}", facts=[fact])


def _as_fact(text: Text) -> Fact:
    return Fact(said=text.text, table="", column="", keys=[])


def _words(sayings: Sequence[Text]) -> int:
    return len(joined(sayings).text.split())
