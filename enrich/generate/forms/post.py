"""Works to one HTML page that needs no other file and no script."""

from enrich.generate.forms.page import rendered
from enrich.generate.work import Work


def post(work: Work) -> bytes:
    """Return `work` as a page for a blog."""
    return rendered("post.html", work).encode()
