"""All pages of buying, for the application to answer."""

from typing import Any

from storefront.checkout import basket

HANDLERS: tuple[Any, ...] = (*basket.HANDLERS,)
