"""The click's name put into the addresses of networks that have a place for it."""

import tomllib
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from storefront.texts import web_address

# All that an address may hold as it is; the rest is written as its UTF-8 bytes.
_PLAIN = "%/:?#[]@!$&'()*+,;=-._~"
# What stands before a country's domain where shops of it are registered.
_SECOND = frozenset({"co", "com"})


class Network(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a network's links take the name of a click, and where it was made."""

    hosts: tuple[str, ...]
    click: str
    sub: str | None = None
    needs: str | None = None


def tagged(url: str, click_id: str, sub_id: str) -> str:
    """Return `url` with both ids where its network takes them, else as it is."""
    parts = urlsplit(url)
    network = _network_of(parts.hostname or "")
    arguments = parts.query.split("&") if parts.query else []
    names = {argument.partition("=")[0] for argument in arguments}
    if network is None or (network.needs and network.needs not in names):
        return url
    told = {network.click: click_id}
    if network.sub:
        told[network.sub] = sub_id
    # Somebody else's click must not stand beside ours.
    kept = [one for one in arguments if one.partition("=")[0] not in told]
    ours = [f"{name}={quote(value, safe='')}" for name, value in told.items()]
    return urlunsplit(parts._replace(query="&".join([*kept, *ours])))


def location(url: str) -> bytes | None:
    """Return `url` as a header may hold it; None where nobody may be led there."""
    vetted = web_address(url)
    return quote(vetted, safe=_PLAIN).encode("ascii") if vetted else None


def _network_of(host: str) -> Network | None:
    """Return the network that `host`, or a host that it lies under, belongs to."""
    labels = host.lower().rstrip(".").split(".")
    for start in range(len(labels) - 1):
        found = _BY_HOST.get(".".join(labels[start:]))
        if found:
            return found
    # amazon.com, www.amazon.co.uk: one label or two stand behind the name.
    behind = 2 if len(labels) > 2 and labels[-2] in _SECOND else 1
    return _BY_HOST.get(f"{labels[-behind - 1]}.*") if len(labels) > behind else None


def _read() -> dict[str, Network]:
    text = Path(__file__).with_name("networks.toml").read_text()
    networks = msgspec.convert(tomllib.loads(text), dict[str, Network])
    return {host: network for network in networks.values() for host in network.hosts}


_BY_HOST = _read()
