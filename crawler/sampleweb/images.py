"""Draws the product pictures: small PNGs, made when asked for."""

import zlib
from struct import pack

from crawler.sampleweb.dice import dice

SIDE = 160
_TINTS = ((38, 70, 83), (42, 157, 143), (233, 196, 106), (244, 162, 97), (231, 111, 81),
          (106, 76, 147), (25, 130, 196), (138, 201, 38))  # fmt: skip


def picture(*parts: object) -> bytes:
    """Return a PNG that depends on `parts` alone: a few blocks and discs on a ground."""
    throw = dice("picture", *parts)
    rows = [bytearray(SIDE) for _ in range(SIDE)]
    for shade in range(1, 5):
        width, height = throw.randrange(24, 100), throw.randrange(24, 100)
        left, top = throw.randrange(SIDE - width), throw.randrange(SIDE - height)
        draw = _disc if throw.random() < 0.5 else _block
        draw(rows, shade, (left, top, width, height))
    palette = [(244, 242, 238), *throw.sample(_TINTS, 4)]
    return _png(rows, palette)


def _block(rows: list[bytearray], shade: int, box: tuple[int, int, int, int]) -> None:
    left, top, width, height = box
    for y in range(top, top + height):
        rows[y][left : left + width] = bytes([shade]) * width


def _disc(rows: list[bytearray], shade: int, box: tuple[int, int, int, int]) -> None:
    left, top, width, height = box
    for y in range(height):
        across = 2 * (y + 0.5) / height - 1
        half = int(width / 2 * (1 - across * across) ** 0.5)
        start = left + width // 2 - half
        rows[top + y][start : start + 2 * half] = bytes([shade]) * (2 * half)


def _png(rows: list[bytearray], palette: list[tuple[int, int, int]]) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    pixels = b"".join(b"\0" + bytes(row) for row in rows)
    return b"".join((
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)),
        chunk(b"PLTE", b"".join(bytes(tint) for tint in palette)),
        chunk(b"IDAT", zlib.compress(pixels, 6)),
        chunk(b"IEND", b""),
    ))  # fmt: skip
