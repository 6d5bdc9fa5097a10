"""What skus are called, and which skus something that people type may mean."""

from collections.abc import Sequence

from storefront.catalogue.question import Question
from storefront.parts import Parts


def titles(parts: Parts, skus: Sequence[str]) -> dict[str, str]:
    """Return the titles of those of `skus` that are in the shop now."""
    return {card.sku: card.title for card in parts.catalogue.opened.cards(skus)}


def meant(parts: Parts, text: str) -> list[str]:
    """Return the skus that `text` may mean: it is one, or words of their titles."""
    words = " ".join(text.split())[:200]
    if not words:
        return []
    found = parts.catalogue.opened.find(Question(text=words))
    return [words, words.upper(), *(card.sku for card in found.cards)]
