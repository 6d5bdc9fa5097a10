"""Links between the processes of one crawl: a bag to each other process at every flush.

    inbox/bags/<owner>-of-<owners>/<parcel>    what one process found for another

The frontier gives a parcel for each shard, some hundred a second; a file for each would
cost a sync each. So they wait in memory until `flush`, which comes before the pages they
were found on are acknowledged: what a kill takes is found again.
"""

from collections.abc import Collection
from pathlib import Path

import msgspec

from frontier.carrier import Files
from frontier.parcels import Box, Parcel

_bag = msgspec.msgpack.Decoder(list[tuple[int, bytes]])
_MOST = 100


class Bags:
    """Carries parcels between the processes of one crawl; `me` of `owners` is ours."""

    def __init__(self, inbox: Path, me: int, owners: int) -> None:
        self._inbox, self._me, self._owners = inbox, me, owners
        self._files = Files(inbox)
        self._box = _box(inbox, me, owners)
        self._leaving: dict[int, list[tuple[int, bytes]]] = {}
        self._came: dict[int, dict[str, bytes]] = {}  # by shard
        self._open: dict[str, int] = {}  # bags by how many parcels are not finished

    def put(self, shard: int, data: bytes, now: float) -> None:
        """Keep `data` for the owner of `shard` until `flush` sends it."""
        self._leaving.setdefault(shard % self._owners, []).append((shard, data))

    def flush(self, now: float) -> None:
        """Send what was put; then it is durable."""
        leaving, self._leaving = self._leaving, {}
        for owner, parcels in leaving.items():
            box = _box(self._inbox, owner, self._owners)
            box.put(msgspec.msgpack.encode(parcels), now)

    def unpack(self) -> None:
        """Look for bags that came; `take` shows what was in them."""
        for bag in self._box.take(_MOST):
            if bag.name not in self._open:
                self._fill(bag)

    def take(self, shard: int, most: int) -> list[Parcel]:
        """Return the first parcels that wait for `shard`."""
        came = self._came.get(shard, {})
        found = [Parcel(name, data) for name, data in list(came.items())[:most]]
        return found or self._files.take(shard, most)

    def finished(self, shard: int, name: str) -> None:
        """Forget a parcel whose effect is durable, and its bag with the last one."""
        if self._came.get(shard, {}).pop(name, None) is None:
            self._files.finished(shard, name)
            return
        bag = name.partition("/")[0]
        self._open[bag] -= 1
        if not self._open[bag]:
            del self._open[bag]
            self._box.finished(bag)

    def refuse(self, shard: int, name: str, why: str) -> None:
        """Set a parcel aside that nothing can be made of."""
        came = self._came.get(shard, {})
        if name in came:
            # What it holds is told by the box of its shard, as of any parcel.
            self._files.put(shard, came[name], 0.0)
            self.finished(shard, name)
        else:
            self._files.refuse(shard, name, why)

    def _fill(self, bag: Parcel) -> None:
        try:
            parcels = _bag.decode(bag.data)
        except msgspec.MsgspecError as error:
            self._box.refuse(bag.name, f"It is no bag of links: {error}.")
            return
        for number, (shard, data) in enumerate(parcels):
            self._came.setdefault(shard, {})[f"{bag.name}/{number}"] = data
        self._open[bag.name] = len(parcels)
        if not parcels:
            self._box.finished(bag.name)


def empty(inbox: Path, owners: Collection[int]) -> bool:
    """Return whether no bag is on its way to any of `owners`."""
    return not any(
        path.is_file()
        for owner in owners
        for path in (inbox / "bags").glob(f"{owner}-of-*/[!.]*")
    )


def readdress(inbox: Path, owners: int, now: float) -> None:
    """Put what an earlier crawl left on its way to where `owners` processes look."""
    for folder in (inbox / "bags").glob("*-of-*"):
        if folder.name.endswith(f"-of-{owners}") and owners > 1:
            continue
        box = Box(folder, inbox / "refused")
        for bag in box.take(1 << 30):
            for shard, data in _bag.decode(bag.data):
                Files(inbox).put(shard, data, now)
            box.finished(bag.name)


def _box(inbox: Path, owner: int, owners: int) -> Box:
    return Box(inbox / "bags" / f"{owner}-of-{owners}", inbox / "refused")
