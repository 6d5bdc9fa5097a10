"""What the shop needs to know, as one frozen object."""

from typing import Annotated

import msgspec
from msgspec import Meta


class ShopSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """What the shop needs to know."""

    name: Annotated[
        str, Meta(description="The shop's name on every page.", min_length=1)
    ] = "Harvestman"
    host: Annotated[
        str, Meta(description="The address that the shop listens on.", min_length=1)
    ] = "127.0.0.1"
    port: Annotated[
        int, Meta(description="The port that the shop listens on.", ge=1, le=65535)
    ] = 8000
    workers: Annotated[
        int, Meta(description="How many processes answer requests.", ge=1, le=256)
    ] = 1
    url: Annotated[
        str | None,
        Meta(
            description="The shop's public address, as in https://shop.example; "
            "without it, http://HOST:PORT.",
            pattern=r"^https?://[^\s/]+$",
        ),
    ] = None
    currency: Annotated[
        str,
        Meta(
            description="The currency prices are shown in where a rate is known.",
            pattern=r"^[A-Z]{3}$",
        ),
    ] = "EUR"
    language: Annotated[
        str,
        Meta(
            description="The language preferred for product texts.",
            pattern=r"^[a-z]{2}$",
        ),
    ] = "en"
    markup_percent: Annotated[
        int,
        Meta(
            description="What is added to the cheapest price found, in percent.",
            ge=0,
            le=1000,
        ),
    ] = 20

    page_cache_mb: Annotated[
        int,
        Meta(
            description="How many megabytes of made pages each process keeps; 0 makes"
            " every page anew.",
            ge=0,
            le=100_000,
        ),
    ] = 64

    @property
    def address(self) -> str:
        """The public address that canonical links begin with, without a slash."""
        return self.url or f"http://{self.host}:{self.port}"
