"""What the wire needs to know, whoever asks."""

from collections.abc import Mapping

import msgspec


class WireSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How servers are found and how long connections to them are kept."""

    # Addresses of host names that need no DNS.
    resolve: Mapping[str, str] = {}
    allow_private: bool = False
    # Most connections open at once; the one idle longest makes room.
    connections: int = 1000
    # Many servers hang up after 5 to 75 s; a host's turn comes sooner or never.
    idle_s: float = 15.0
    connect_s: float = 10.0
    # How long an address is believed: getaddrinfo tells nobody its time to live.
    dns_s: float = 300.0
    # A PEM file of authorities to trust; empty: those of the system.
    trust: str = ""
