"""All pages of buying, for the application to answer."""

from typing import Any

from storefront.checkout import basket, checkout, orders, papers, webhook, withdrawing

HANDLERS: tuple[Any, ...] = (
    *basket.HANDLERS,
    *checkout.HANDLERS,
    *orders.HANDLERS,
    *papers.HANDLERS,
    *webhook.HANDLERS,
    *withdrawing.HANDLERS,
)
