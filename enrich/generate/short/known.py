"""The facts of a product by the names that its sentences have for them."""

from collections.abc import Sequence
from functools import cached_property

import msgspec

from enrich.generate.short.found import Product
from enrich.generate.work import Fact

_WIDE_GAP = 0.05
_LOW_RATING = 3.5
_FEW_HEARD = 2
_MATERIALS = ("material", "fabric")
_COLOURS = ("colour", "color")


class Known(msgspec.Struct, frozen=True, dict=True):
    """What may be said of one product; nothing where that is not known."""

    product: Product

    @cached_property
    def material(self) -> Fact | None:
        """What it is made of."""
        return self._named(_MATERIALS)

    @cached_property
    def colour(self) -> Fact | None:
        """Its colour."""
        return self._named(_COLOURS)

    @property
    def is_rated_low(self) -> bool:
        """Whether its buyers are not pleased."""
        return bool(self.rated) and float(self.rated["rating"].said) < _LOW_RATING

    @property
    def is_one_price(self) -> bool:
        """Whether all shops ask the same."""
        return len({offer.price_minor for offer in self.product.offers}) == 1

    def _named(self, names: Sequence[str]) -> Fact | None:
        trait = next((t for t in self.product.traits if t.lower() in names), None)
        return self._specified(trait) if trait else None

    @cached_property
    def measures(self) -> list[Fact]:
        """What else its page states, in its order."""
        taken = (*_MATERIALS, *_COLOURS)
        named = [t for t in self.product.traits if t.lower() not in taken]
        return [self._specified(trait) for trait in named]

    def _specified(self, trait: str) -> Fact:
        own = [self.product.listing_key]
        return self.product.fact(f"products.specs.{trait}", own, form="text")

    @cached_property
    def rated(self) -> dict[str, Fact]:
        """How buyers rate it in the shop that has most reviews of it."""
        rated = [
            offer for offer in self.product.offers if offer.rating and offer.reviews
        ]
        if not rated:
            return {}
        best = max(rated, key=lambda offer: (offer.reviews or 0, offer.listing_key))
        own = [best.listing_key]
        return {
            name: self.product.fact(f"offers.{name}", own)
            for name in ("rating", "reviews")
        }

    @cached_property
    def heard(self) -> dict[str, Fact]:
        """What opinions say: mostly glad, or glad and sorry; nothing where few are."""
        product = self.product
        glad, sorry = product.judging(glad=True), product.judging(glad=False)
        keys = {"heard": [one.opinion_key for one in product.heard], "glad": glad}
        if not glad or len(keys["heard"]) < _FEW_HEARD:
            return {}
        if len(glad) * 3 < len(keys["heard"]) * 2:
            if not sorry:
                return {}
            keys["sorry"] = sorry
        of = "enriched_sentiments.sentiment"
        return {name: product.fact(of, own, "count") for name, own in keys.items()}

    @cached_property
    def shops(self) -> Fact | None:
        """How many shops have it, where several do."""
        keys = [offer.listing_key for offer in self.product.offers]
        if len(keys) < 2:
            return None
        return self.product.fact("offers.host", keys, "distinct")

    @cached_property
    def gap(self) -> Fact | None:
        """How much more the dearest shop asks, where that is worth saying."""
        offers = self.product.offers
        low, high = offers[0].price_minor, offers[-1].price_minor
        if high < low * (1 + _WIDE_GAP):
            return None
        return self.product.fact(
            "offers.price_minor",
            [offer.listing_key for offer in offers],
            "gap_share",
            form="percent",
        )

    @cached_property
    def stock(self) -> Fact | None:
        """How many shops state that it is in stock."""
        keys = self.stating("InStock")
        return self.product.fact("offers.availability", keys, "count") if keys else None

    def stating(self, state: str) -> list[str]:
        """Return the keys of the offers that state so."""
        return [o.listing_key for o in self.product.offers if o.availability == state]


def trait_of(fact: Fact) -> str:
    """Return the name of the trait that `fact` states."""
    return fact.column.removeprefix("specs.")
