"""Bytes to text: which encoding a page is in, decided as browsers decide it.

Byte order mark, then the HTTP charset, then the page's own meta tag; else UTF-8
where the bytes are UTF-8, and windows-1252 where they are not. Labels are the WHATWG
Encoding Standard's, an allow-list, because codecs like `idna` or `zlib` are no texts.
"""

import codecs
import re
from collections.abc import Callable

# The prescan of the HTML Standard looks at this many bytes and no further.
_PRESCAN = 1024
_META = re.compile(
    rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w.:+-]{2,40})", re.IGNORECASE
)
_HTTP = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]{2,40})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEED_DECODING = tuple(mark for mark, _ in _MARKS)
# Where ASCII stands for itself, by the names that the labels below give.
_PERHAPS_UTF8 = (None, "utf-8")
# Label -> Python codec. Latin-1 and ASCII mean windows-1252 on the web, and the old
# national names mean their larger successors.
_LABELS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii"),
        "cp1252",
    ),
    **dict.fromkeys(("windows-1252", "cp1252", "x-cp1252"), "cp1252"),
    **{f"windows-125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    **{f"cp125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    **{
        f"iso-8859-{n}": f"iso8859-{n}"
        for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)
    },
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "windows-874"), "cp874"),
    "latin2": "iso8859-2",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    **dict.fromkeys(("gbk", "gb2312", "gb18030", "x-gbk", "gb_2312-80"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji"), "cp932"),
    **dict.fromkeys(("windows-31j",), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc-jp"),
    "iso-2022-jp": "iso2022-jp",
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
}


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Return the text of `body` and the name of its encoding; never raises."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    codec = _from_http(content_type) or _from_meta(body)
    if codec is not None:
        return body.decode(codec, "replace"), codec
    text = _as_utf8(body)
    return (
        (body.decode("cp1252", "replace"), "cp1252")
        if text is None
        else (text, "utf-8")
    )


def as_utf8(
    body: bytes,
    content_type: str | None = None,
    is_utf8: Callable[[bytes], bool] | None = None,
) -> tuple[bytes, str]:
    """Return the text of `body` in UTF-8, and the name of the encoding it came in.

    `is_utf8` may be a faster way to see whether bytes are UTF-8.
    """
    if not body.startswith(_NEED_DECODING):
        codec = _from_http(content_type) or _from_meta(body)
        if codec in _PERHAPS_UTF8 and (is_utf8 or _is_utf8)(body):
            return body, "utf-8"
        if codec == "cp1252" and body.isascii():
            return body, codec
    text, codec = decode(body, content_type)
    # Lone surrogates are no text; the parser takes UTF-8 and would refuse them.
    return text.encode("utf-8", "replace"), codec


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _as_utf8(body: bytes) -> str | None:
    try:
        # A body cut off inside a character is still UTF-8, hence not `final`.
        text = codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return None
    # But a single odd byte at the very end is more likely an older encoding's letter.
    return text if body.isascii() or not text.isascii() else None


def _from_http(content_type: str | None) -> str | None:
    found = _HTTP.search(content_type or "")
    return _LABELS.get(found[1].lower()) if found else None


def _from_meta(body: bytes) -> str | None:
    found = _META.search(body[:_PRESCAN])
    if not found:
        return None
    codec = _LABELS.get(found[1].decode("ascii", "replace").lower())
    # A tag that could be read as ASCII cannot lie in a UTF-16 page (HTML Standard).
    return "utf-8" if codec and codec.startswith("utf-16") else codec
