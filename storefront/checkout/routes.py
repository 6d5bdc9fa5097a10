"""All pages of buying, for the application to answer."""

from typing import Any

from storefront.checkout import basket, webhook

HANDLERS: tuple[Any, ...] = (
    *webhook.HANDLERS,
    *basket.HANDLERS,
)
