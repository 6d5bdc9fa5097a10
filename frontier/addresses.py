"""Which addresses are of the open internet, however they are dressed.

Whoever asks an address that somebody else named looks here first.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# IPv6 addresses that carry an IPv4 address in their last four bytes.
_CARRIERS = (IPv6Network("::/96"), IPv6Network("64:ff9b::/96"))


def is_public(address: Address) -> bool:
    """Return whether `address`, or the one it carries, is one of the open internet."""
    inner = _carried(address)
    local = isinstance(inner, IPv6Address) and inner.is_site_local
    return inner.is_global and not (inner.is_multicast or local)


def literal_address(name: str) -> Address | None:
    """Return the address that the host `name` spells out, or None."""
    try:
        return ip_address(name.strip("[]"))
    except ValueError:
        return None


def _carried(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if any(address in carrier for carrier in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
