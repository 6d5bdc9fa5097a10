"""Write an order's number and a masked address on each page of a PDF that was bought.

It tells whoever passes a file on that it is somebody's. The words lie as an artifact
below the text, so that what reads a page aloud leaves them out.
"""

from pathlib import Path

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    RectangleObject,
)

from jobs.errors import NotStampable

_SIZE, _GREY, _MARGIN = 7, 0.45, 14
_FONT = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}


def masked(email: str) -> str:
    """Return an address of which its owner alone knows the rest: a***@shop.test."""
    name, at, host = email.rpartition("@")
    return f"{name[:1]}***{at}{host}" if at else ""


def stamp(source: Path, target: Path, words: str) -> None:
    """Write `words` at the foot of each page of `source`, into the new file `target`."""
    try:
        writer = PdfWriter(clone_from=PdfReader(source))
        for page in writer.pages:
            page.merge_page(_overlay(page.mediabox, words))
            # Merged streams lie there unpacked: a book would grow to three times its size.
            page.compress_content_streams()
        writer.add_metadata({"/Keywords": words})
        with target.open("xb") as file:
            writer.write(file)
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise NotStampable(
            f"{source.name} cannot be stamped ({error}); generate the work anew"
        ) from error


def _overlay(box: RectangleObject, words: str) -> PageObject:
    """Return a page with nothing but the words, at the foot of `box`."""
    page = PageObject.create_blank_page(width=box.right, height=box.top)
    page.mediabox = RectangleObject(box)
    said = words.encode("latin-1", "replace")
    for sign in (b"\\", b"(", b")"):
        said = said.replace(sign, b"\\" + sign)
    place = f"{float(box.left) + _MARGIN} {float(box.bottom) + _MARGIN}"
    stream = DecodedStreamObject()
    stream.set_data(
        f"/Artifact BMC q BT /Stamp {_SIZE} Tf {_GREY} g {place} Td (".encode()
        + said
        + b") Tj ET Q EMC"
    )
    font = DictionaryObject(
        {NameObject(name): NameObject(value) for name, value in _FONT.items()}
    )
    fonts = DictionaryObject({NameObject("/Stamp"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = stream
    return page
