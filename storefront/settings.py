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
        Annotated[str, Meta(pattern=r"^https?://[^\s/]+$")] | None,
        Meta(
            description="The shop's public address, as in https://shop.example; "
            "without it, http://HOST:PORT."
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

    kept_snapshots: Annotated[
        int,
        Meta(description="How many catalogues are kept to go back to.", ge=2, le=1_000),
    ] = 5
    largest_drop_percent: Annotated[
        int,
        Meta(
            description="A new catalogue with so many percent fewer items than the one "
            "in use is refused.",
            ge=0,
            le=100,
        ),
    ] = 30
    largest_price_jump_percent: Annotated[
        int,
        Meta(
            description="A new catalogue whose middle price is so many percent off that "
            "of the one in use is refused.",
            ge=0,
            le=100_000,
        ),
    ] = 30
    rerank: Annotated[
        bool,
        Meta(
            description="Whether publish puts vectors into the catalogue, by which the"
            " best of what a search finds are put into order anew."
        ),
    ] = False
    page_cache_mb: Annotated[
        int,
        Meta(
            description="How many megabytes of made pages each process keeps; 0 makes"
            " every page anew.",
            ge=0,
            le=100_000,
        ),
    ] = 64

    log_requests: Annotated[
        bool,
        Meta(
            description="Whether each request gets a log line; those that failed or were"
            " slow always do."
        ),
    ] = False
    trusted_proxies: Annotated[
        tuple[str, ...],
        Meta(
            description="Addresses or ranges of proxies whose X-Forwarded-For and"
            " X-Forwarded-Proto are believed, as in 10.0.0.0/8.",
        ),
    ] = ()
    metrics_from: Annotated[
        tuple[str, ...],
        Meta(
            description="Addresses or ranges that may read /metrics, beside this"
            " machine.",
        ),
    ] = ()
    limits: Annotated[
        bool,
        Meta(description="Whether visitors who ask too often are refused for a while."),
    ] = True
    pages_per_minute: Annotated[
        int,
        Meta(
            description="How many pages one visitor may ask for in a minute.",
            ge=1,
            le=10_000_000,
        ),
    ] = 600
    searches_per_minute: Annotated[
        int,
        Meta(
            description="How many searches and filtered lists one visitor may ask for in a minute.",
            ge=1,
            le=10_000_000,
        ),
    ] = 120
    actions_per_minute: Annotated[
        int,
        Meta(
            description="How many forms one visitor may send in a minute.",
            ge=1,
            le=10_000_000,
        ),
    ] = 60
    api_per_minute: Annotated[
        int,
        Meta(
            description="How many answers of the API one visitor may ask for in a minute.",
            ge=1,
            le=10_000_000,
        ),
    ] = 300
    go_per_minute: Annotated[
        int,
        Meta(
            description="How many links to other shops one visitor may follow in a minute.",
            ge=1,
            le=10_000_000,
        ),
    ] = 120
    files_per_minute: Annotated[
        int,
        Meta(
            description="How many pictures and other files one visitor may ask for in a minute.",
            ge=1,
            le=10_000_000,
        ),
    ] = 6000

    @property
    def address(self) -> str:
        """The public address that canonical links begin with, without a slash."""
        return self.url or f"http://{self.host}:{self.port}"
