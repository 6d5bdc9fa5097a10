"""What every handler works with: one visit to one shelf at one time."""

from datetime import datetime
from typing import Any, Self

import msgspec
from litestar import Request, Response
from litestar.enums import MediaType

from storefront.catalogue.shelf import Shelf
from storefront.pages.templates import Templates
from storefront.settings import ShopSettings

Asked = Request[Any, Any, Any]


class Shop(msgspec.Struct, frozen=True):
    """What all visits share; it is the `shop` of the application's state."""

    settings: ShopSettings
    templates: Templates


class Visit(msgspec.Struct, frozen=True):
    """One request's view: the snapshot and the time stay the same to its end."""

    shop: Shop
    shelf: Shelf
    now: datetime
    request_id: str

    @classmethod
    def of(cls, request: Asked) -> Self:
        """Return the visit that `request` makes."""
        state = request.scope["state"]
        shop = request.app.state["shop"]
        return cls(shop, state["shelf"], state["now"], state["request_id"])

    def page(self, name: str, status: int = 200, **facts: object) -> Response[str]:
        """Return the page that the template `name` makes of `facts`."""
        text = self.shop.templates.render(name, visit=self, shelf=self.shelf, **facts)
        return Response(text, status_code=status, media_type=MediaType.HTML)
