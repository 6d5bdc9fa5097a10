"""Who wrote something, hidden behind a hash; and who asked to be left out altogether."""

from hashlib import blake2b

import msgspec

_HASH_BYTES = 16
_LONGEST_KEY = 64


class Hiding(msgspec.Struct, frozen=True):
    """The home's secret, and the hashes of those of whom nothing is kept any more."""

    salt: bytes
    erased: frozenset[str] = frozenset()

    def is_erased(self, name: str | None, host: str = "") -> bool:
        """Say whether `name` is to be left out, at this host or wherever it writes."""
        if not self.erased or not name or not self.salt:
            return False
        hashes = {author_hash(name, at, self.salt) for at in ("", host)}
        return not hashes.isdisjoint(self.erased)


def author_hash(name: str, host: str, salt: bytes) -> str:
    """Return the hash of an author at a host, however the name is spaced or cased.

    Under no host it stands for whoever has the name anywhere; no row holds that one.
    """
    plain = " ".join(name.casefold().split())
    said = f"{plain}\0{host.removeprefix('www.')}".encode("utf-8", "replace")
    return blake2b(said, key=salt[:_LONGEST_KEY], digest_size=_HASH_BYTES).hexdigest()
