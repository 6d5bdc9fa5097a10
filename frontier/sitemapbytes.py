"""A sitemap's bytes as text: unpacked up to a limit, in whatever encoding it came.

What a server declares is often wrong. Bytes that are UTF-8 are read as such, whatever was
declared; in what is not, only the bytes that break it are read as Windows-1252.
"""

import re
import zlib

# The protocol's own limit for a file, unpacked.
LARGEST_BYTES = 50 * 2**20
_GZIP = b"\x1f\x8b"
# Packed by the site's builder, and once more by its server.
_MOST_LAYERS = 2
# What a damaged place costs; and each further member costs a look.
_STEP_BYTES = 1 << 14
_MOST_MEMBERS = 1000
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.-]{1,20})""")
# Codecs that read in linear time and give text; Python has others.
_CODECS = re.compile(
    r"(iso-?8859-?\d+|windows-?125\d|cp125\d|latin-?\d|koi8-?[ru]|gb2312|gbk|gb18030"
    r"|big5|shift[_-]jis|euc-?(jp|kr)|utf-?16)",
    re.IGNORECASE,
)
_UTF_16 = {
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
# How `surrogateescape` keeps a byte that breaks UTF-8, and what it is in Windows-1252.
_STRAY = {0xDC00 + n: bytes([n]).decode("cp1252", "replace") for n in range(128, 256)}


def unpacked(
    body: bytes, largest_bytes: int = LARGEST_BYTES
) -> tuple[bytes, list[str]]:
    """Return `body` out of its gzip, and what was wrong with it."""
    damage: list[str] = []
    for _ in range(_MOST_LAYERS):
        if body[:2] != _GZIP:
            break
        body, damage = _layer(body, largest_bytes)
    if len(body) > largest_bytes:
        damage = [f"is longer than {largest_bytes:,} bytes; the rest is left out"]
    return body[:largest_bytes], damage


def text_of(body: bytes) -> str:
    """Return the text of `body`; no byte is refused."""
    codec = _UTF_16.get(body[:2])
    if codec:
        return body.decode(codec, "replace").removeprefix("\ufeff")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.match(body.lstrip()[:200])
    name = declared[1].decode() if declared else ""
    if _CODECS.fullmatch(name):
        return body.decode(name, "replace")
    return body.decode("utf-8-sig", "surrogateescape").translate(_STRAY)


def _layer(body: bytes, largest_bytes: int) -> tuple[bytes, list[str]]:
    """Return what is in `body`, member after member, as far as it is whole."""
    parts: list[bytes] = []
    room, at, members = largest_bytes + 1, 0, 0
    while body[at : at + 2] == _GZIP and room > 0 and members < _MOST_MEMBERS:
        unpacker = zlib.decompressobj(wbits=31)
        members += 1
        while not unpacker.eof and room > 0:
            step = body[at : at + _STEP_BYTES]
            at += len(step)
            try:
                part = unpacker.decompress(step, room)
            except zlib.error:
                return b"".join(parts), ["is damaged within its gzip"]
            if not step:
                return b"".join(parts), ["ends in the middle of its gzip"]
            parts.append(part)
            room -= len(part)
        # The next member begins where this one ended.
        at -= len(unpacker.unused_data)
    damage = ["has too many gzip members"] if members == _MOST_MEMBERS else []
    return b"".join(parts), damage
