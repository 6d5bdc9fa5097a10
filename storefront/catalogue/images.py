"""Images of other shops, decoded and written anew: what is served is our own bytes.

A file that claims to be an image may be anything: a program that is a GIF as well, a
few bytes that unpack to gigabytes, a photo that says where it was taken. So only known
formats are read, the header's size is believed before a pixel is, and what goes out
holds the pixels of the first frame and nothing else.
"""

import hashlib
import struct
import zlib
from io import BytesIO

import msgspec
from PIL import Image, ImageOps

from storefront.errors import ImageRefused

WIDTHS = (160, 400, 800)
# Part of every name: what is drawn in another way is another file.
VERSION = 1
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_MOST_BYTES, _MOST_PIXELS, _LEAST = 20_000_000, 40_000_000, 32
_TALLEST = 1_600
_QUALITY = 78
# Headers are held against _MOST_PIXELS below; Pillow's own check only warns.
Image.MAX_IMAGE_PIXELS = None
# All that decoders are known to raise over broken files.
_BROKEN = (
    *(OSError, ValueError, TypeError, LookupError, ArithmeticError, EOFError),
    *(SyntaxError, AttributeError, RuntimeError, MemoryError, struct.error, zlib.error),
)


class Copy(msgspec.Struct, frozen=True):
    """One size of an image, as WebP."""

    width: int
    height: int
    content: bytes


def name_of(content_digest: str) -> str:
    """Return the name of the copies of the image whose bytes have this digest."""
    named = f"{VERSION} {content_digest}"
    return hashlib.blake2b(named.encode(), digest_size=16).hexdigest()


def copies(body: bytes) -> list[Copy]:
    """Return the image `body` at each width that it is large enough for, least first."""
    if len(body) > _MOST_BYTES:
        raise ImageRefused(f"it has {len(body):,} bytes, more than {_MOST_BYTES:,}")
    try:
        image = _decoded(body)
        return [_copy(image, width) for width in widths_of(image.width)]
    except _BROKEN as error:
        raise ImageRefused(f"it cannot be read ({error!r:.200})") from error


def widths_of(width: int) -> tuple[int, ...]:
    """Return the widths of the copies of an image that is `width` wide."""
    return (*(one for one in WIDTHS if one < width), width)


def _decoded(body: bytes) -> Image.Image:
    """Return the first frame, the right way up and no larger than the largest copy."""
    with Image.open(BytesIO(body), formats=FORMATS) as image:
        width, height = image.size
        if width * height > _MOST_PIXELS or min(width, height) < _LEAST:
            raise ImageRefused(f"it is {width} x {height} pixels large")
        # A JPEG can be unpacked at a part of its size; others take no notice.
        image.draft("RGB", (WIDTHS[-1] * 2, _TALLEST * 2))
        image.load()
        upright = ImageOps.exif_transpose(image)
        with_alpha = upright.has_transparency_data
        plain = upright.convert("RGBA" if with_alpha else "RGB")
    plain.thumbnail((WIDTHS[-1], _TALLEST), Image.Resampling.LANCZOS)
    return plain


def _copy(image: Image.Image, width: int) -> Copy:
    height = max(1, round(image.height * width / image.width))
    resized = image.resize((width, height), Image.Resampling.LANCZOS)
    # What the file said beside its pixels stays behind.
    resized.info = {}
    out = BytesIO()
    resized.save(out, "WEBP", quality=_QUALITY, method=4)
    return Copy(width, height, out.getvalue())
