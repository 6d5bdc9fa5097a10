"""Works to EPUB 3: a zip of XHTML pages, the same bytes for the same work.

mimetype                 first and not compressed, as the format asks
META-INF/container.xml   where the package is
EPUB/package.opf         what the book is, its files, their order
EPUB/nav.xhtml, toc.ncx  contents, for readers of today and of yesterday
EPUB/cover.png, .xhtml, style.css, one page a chapter
"""

import io
import zipfile
from uuid import NAMESPACE_URL, uuid5

from enrich.generate.closing import whole
from enrich.generate.forms.page import rendered
from enrich.generate.forms.pdf import cover
from enrich.generate.work import Work

_BEGIN = (1980, 1, 1, 0, 0, 0)
_PAGES = ("package.opf", "nav.xhtml", "toc.ncx", "cover.xhtml", "style.css")


def epub(work: Work) -> bytes:
    """Return `work` as an e-book."""
    identifier = uuid5(NAMESPACE_URL, f"harvestman:{work.key}").urn
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as book:
        _put(book, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        _put(book, "META-INF/container.xml", _page("container.xml", work))
        for name in _PAGES:
            _put(book, f"EPUB/{name}", _page(name, work, identifier=identifier))
        _put(book, "EPUB/cover.png", cover(work), zipfile.ZIP_STORED)
        for place, chapter in enumerate(whole(work).chapters):
            page = _page("chapter.xhtml", work, place=place)
            _put(book, f"EPUB/{chapter.name}.xhtml", page)
    return written.getvalue()


def _page(name: str, work: Work, **more: object) -> bytes:
    return rendered(f"book/{name}", work, **more).encode()


def _put(
    book: zipfile.ZipFile, name: str, content: bytes, how: int = zipfile.ZIP_DEFLATED
) -> None:
    entry = zipfile.ZipInfo(name, _BEGIN)
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    book.writestr(entry, content, how, 9)
