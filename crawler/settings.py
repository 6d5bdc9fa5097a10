"""What the crawler needs to know, for every campaign of a home."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class CrawlSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """How pages are fetched."""

    user_agent: Annotated[
        str,
        Meta(
            description="The name under which hosts see the crawler; robots.txt rules"
            " for it are obeyed.",
            min_length=1,
        ),
    ] = "harvestman"
    contact: Annotated[
        str,
        Meta(
            description="A web or mail address, sent with the name, where a host's"
            " owner finds you."
        ),
    ] = ""
    delay_s: Annotated[
        float,
        Meta(description="Seconds between two requests to one host.", ge=0, le=3600),
    ] = 1.0
    max_delay_s: Annotated[
        float,
        Meta(
            description="A Crawl-delay in robots.txt is obeyed up to this many seconds.",
            ge=0,
        ),
    ] = 60.0
    patience_s: Annotated[
        float,
        Meta(
            description="A host that wants a longer pause is left for a later call.",
            ge=0,
        ),
    ] = 60.0
    concurrency: Annotated[
        int, Meta(description="Requests at once, over all hosts.", ge=1, le=1000)
    ] = 16
    language: Annotated[
        str,
        Meta(
            description="The languages asked for, as in `de, en;q=0.5`; empty: none.",
            pattern=r"^[A-Za-z0-9 ,;=.*-]*$",
        ),
    ] = "en"
    headers: Annotated[
        dict[str, str],
        Meta(description="More headers for every request, by name."),
    ] = {}
    cookies: Annotated[
        Literal["session", "never"],
        Meta(
            description="Keep a host's cookies while a crawl runs, or send none ever."
        ),
    ] = "session"
    proxies: Annotated[
        tuple[str, ...],
        Meta(
            description="Proxies to ask through, each `http://user:password@host:port`;"
            " a host keeps the same one.",
            extra={"secret": True},
        ),
    ] = ()
    on_block: Annotated[
        Literal["pause", "slow", "note"],
        Meta(
            description="What a host gets that puts up challenges, captchas or"
            " refusals: a pause, a longer delay, or a line in the review list only."
        ),
    ] = "pause"
    block_pause_s: Annotated[
        float,
        Meta(
            description="Seconds for which such a host is left alone, unless a person"
            " decides before.",
            ge=60,
        ),
    ] = 86_400.0
    solver: Annotated[
        str,
        Meta(
            description="`module:function` that gets you past a host's wall with its"
            " owner's permission (docs/politeness.md); empty: nobody does."
        ),
    ] = ""
    timeout_s: Annotated[
        float, Meta(description="Seconds after which a request is given up.", gt=0)
    ] = 30.0
    max_body_bytes: Annotated[
        int, Meta(description="A longer body is not stored.", ge=1024)
    ] = 10_000_000
    obey_robots: Annotated[
        bool, Meta(description="Obey robots.txt; turn off on your own hosts only.")
    ] = True
    allow_private: Annotated[
        bool, Meta(description="Fetch from loopback and private addresses as well.")
    ] = False
    js: Annotated[
        Literal["never", "auto", "always"],
        Meta(
            description="When a browser renders a page: never, for pages that are"
            " empty without one, or always."
        ),
    ] = "auto"
    chromium: Annotated[
        str,
        Meta(description="Path of the browser; empty: the `chromium` found in PATH."),
    ] = ""
    browser_pages: Annotated[
        int, Meta(description="Pages that the browser renders at once.", ge=1, le=64)
    ] = 4
    browser_renew_pages: Annotated[
        int, Meta(description="The browser is begun anew after so many pages.", ge=1)
    ] = 200
    browser_memory_mb: Annotated[
        int,
        Meta(
            description="The browser is begun anew when its processes hold more than"
            " this many megabytes; with four plain pages they hold 300.",
            ge=250,
        ),
    ] = 1500
    images: Annotated[
        int,
        Meta(
            description="So many pictures of a page's product are fetched and kept, in"
            " turn like pages; 0: none.",
            ge=0,
            le=50,
        ),
    ] = 0
    resolve: Annotated[
        dict[str, str],
        Meta(
            description="Addresses of host names that need no DNS, also in the browser."
        ),
    ] = {}
    flush_s: Annotated[
        float,
        Meta(
            description="Fetched pages are made safe at least this often.", gt=0, le=60
        ),
    ] = 0.1

    def identity(self) -> str:
        """Return the User-Agent header: the name, and where to complain."""
        return (
            f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent
        )
