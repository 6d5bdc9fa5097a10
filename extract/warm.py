"""Compile the loops that read pages: `python -m extract.warm`, as `make setup` does."""

import time

from extract.cold import loops
from extract.glance import glance
from extract.kind import chances
from extract.maintext import main_text
from extract.page import parse


def warm() -> float:
    """Compile or load every loop; return the seconds that took."""
    started = time.perf_counter()
    loops.ready = True
    # With a letter that is no ASCII, or nobody asks whether it is UTF-8.
    page = "<a href=/a>&amp; ä</a><a href='//b.test/b?c=1'>B</a>".encode()
    glance("http://a.test/", page, {"content-type": "text/html; charset=utf-8"})
    read = parse("http://a.test/", page)
    main_text(read.layout, chances(read))
    return time.perf_counter() - started


if __name__ == "__main__":
    print(f"the loops that read pages are ready ({warm():.1f} s)")  # noqa: T201 - a command
