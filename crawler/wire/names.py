"""Host names to addresses: the operator's table first, then DNS, remembered for a while.

Whatever a name says, only addresses that may be asked come out, and a connection is
made to just these: a hostile DNS answer cannot lead into the operator's network.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from crawler.errors import AddressRefused, DnsFailed, WireError
from crawler.wire.refusals import refusal
from crawler.wire.settings import WireSettings
from frontier.addresses import is_public, literal_address

# A name that has no address now may have one soon.
_FAILED_S = 30.0
# About 25 MB; the oldest make room.
_MOST_NAMES = 100_000

Found = list[str] | WireError
LookUp = Callable[[str], Awaitable[list[str]]]


class Names:
    """Remembers what names stand for; asks once for all who want the same one."""

    def __init__(
        self, settings: WireSettings, clock: Callable[[], float], look_up: LookUp
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._look_up = look_up
        self._known: dict[str, tuple[float, Found]] = {}
        self._asking: dict[str, asyncio.Task[Found]] = {}

    async def addresses(self, name: str, *, trusted: bool = False) -> list[str]:
        """Return the addresses of `name`; of a trusted one (a proxy) private ones too."""
        found = await self._find(name)
        if isinstance(found, WireError):
            raise type(found)(*found.args)
        if trusted or self._settings.allow_private:
            return found
        allowed = [one for one in found if is_public(ip_address(one))]
        if not allowed:
            raise AddressRefused(refusal(name, found[0]))
        return allowed

    async def _find(self, name: str) -> Found:
        if fixed := self._settings.resolve.get(name):
            name = fixed
        if address := literal_address(name):
            return [str(address)]
        until, found = self._known.get(name, (0.0, []))
        if until > self._clock():
            return found
        asking = self._asking.get(name)
        if asking is None:
            asking = asyncio.create_task(self._ask(name))
            self._asking[name] = asking
            asking.add_done_callback(lambda _: self._asking.pop(name, None))
        # Who gives up must not take the answer from the others.
        return await asyncio.shield(asking)

    async def _ask(self, name: str) -> Found:
        found: Found
        try:
            found, keep_s = await self._look_up(name), self._settings.dns_s
        except (OSError, UnicodeError) as error:
            found, keep_s = DnsFailed(f"{name} has no address: {error}"), _FAILED_S
        self._known.pop(name, None)
        self._known[name] = (self._clock() + keep_s, found)
        if len(self._known) > _MOST_NAMES:
            del self._known[next(iter(self._known))]
        return found

    def close(self) -> None:
        """Ask no further."""
        for asking in list(self._asking.values()):
            asking.cancel()


async def ask_system(name: str) -> list[str]:
    """Return what the system's resolver says of `name`."""
    infos = await asyncio.get_running_loop().getaddrinfo(
        name, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
    )
    # A link-local address carries its interface behind a percent sign.
    told = (str(info[4][0]).partition("%")[0] for info in infos)
    return list(dict.fromkeys(told))
