"""What every handler works with: one visit to one shelf at one time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.types import Scope

from storefront.catalogue.answers import Card, GuideCard
from storefront.catalogue.item import Guide, Item
from storefront.catalogue.live import Overlay
from storefront.catalogue.shelf import Shelf
from storefront.pages.ownpages import OwnPages
from storefront.pages.templates import Templates
from storefront.pages.words import SOURCE, Language, Words
from storefront.settings import ShopSettings

Asked = Request[Any, Any, Any]


class Shop(msgspec.Struct, frozen=True):
    """What all visits share; it is the `shop` of the application's state."""

    templates: Templates
    own: OwnPages

    @property
    def settings(self) -> ShopSettings:
        """The settings, with the name that the shop has now."""
        return self.templates.settings


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One request's view: the snapshot and the time stay the same to its end.

    `path` and `query` are the address asked for, without the language's prefix.
    """

    shop: Shop
    shelf: Shelf
    now: datetime
    request_id: str
    language: Language
    path: str
    query: str
    live: Overlay | None
    is_plain: bool
    """Whether what is sent can be read on its way."""

    @classmethod
    def of(cls, request: Asked) -> Self:
        """Return the visit that `request` makes."""
        return cls.at(request.scope)

    @classmethod
    def at(cls, scope: Scope) -> Self:
        """Return the visit that a request with this `scope` makes."""
        state = scope["state"]
        return cls(
            shop=scope["litestar_app"].state["shop"],
            shelf=state["shelf"],
            now=state["now"],
            request_id=state["request_id"],
            language=state.get("language", SOURCE),
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            live=state.get("live"),
            is_plain=state.get("plain", False),
        )

    @property
    def here(self) -> str:
        """The address asked for, to link to without a language."""
        path = quote(self.path, errors="replace")
        return f"{path}?{self.query}" if self.query else path

    @property
    def words(self) -> Words:
        """The words of the visit's language."""
        return self.shop.templates.words[self.language]

    def item(self, sku: str) -> Item | None:
        """Return the item `sku` as it is at this moment."""
        found = self.shelf.item(sku)
        return self.live.laid_over(found) if found and self.live else found

    def guide(self, key: str) -> Guide | None:
        """Return the guide `key` as it is at this moment."""
        found = self.shelf.guide(key)
        return self.live.laid_over_work(found) if found and self.live else found

    def guides(self) -> list[GuideCard]:
        """Return all guides as they are at this moment, the best first."""
        found = self.shelf.guides()
        return self.live.laid_over_works(found) if self.live else found

    def work(self, sku: str) -> Guide | None:
        """Return the guide that is ordered under `sku`, as it is at this moment."""
        found = self.shelf.work(sku)
        return self.guide(found.generated_key) if found else None

    def cards(self, skus: Sequence[str]) -> tuple[Card, ...]:
        """Return the cards of `skus` as they are at this moment."""
        return self.over(self.shelf.cards(skus))

    def over(self, cards: tuple[Card, ...]) -> tuple[Card, ...]:
        """Return `cards` as they are at this moment."""
        return self.live.laid_over_cards(cards) if self.live else cards

    def to(self, path: str) -> str:
        """Return the address of the page `path` in the visit's language."""
        return self.words.to(path)

    def page(self, name: str, status: int = 200, **facts: object) -> Response[str]:
        """Return the page that the template `name` makes of `facts`.

        `canonical`, a path without a language, is the page's one address: the frame
        names it and its other languages to search engines.
        """
        text = self.shop.templates.render(
            name, self.language, visit=self, shelf=self.shelf, **facts
        )
        return Response(text, status_code=status, media_type=MediaType.HTML)
