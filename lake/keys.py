"""Keys say where a thing was seen, never what was read there.

All are BLAKE2b: as fast as the memory on 64-bit machines, and nobody can make two
bodies with one digest. Parts are hashed behind their length, so that
("ab", "c") and ("a", "bc") differ.
"""

from hashlib import blake2b


def content_digest(body: bytes) -> str:
    """Return the digest of a body: 32 hexadecimal digits."""
    return blake2b(body, digest_size=16).hexdigest()


def key_of(*parts: str) -> str:
    """Return the key of `parts`: 24 hexadecimal digits."""
    state = blake2b(digest_size=12)
    for part in parts:
        # surrogatepass: pages may hold half characters, and a key must not fail.
        data = part.encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(8, "little"))
        state.update(data)
    return state.hexdigest()


def input_key(url_key: str, digest: str) -> str:
    """Return the key of one body as seen at one URL."""
    return key_of(url_key, digest)


def listing_key(url_key: str, variant: str = "") -> str:
    """Return the key of one product at one source."""
    return key_of("listing", url_key, variant)
