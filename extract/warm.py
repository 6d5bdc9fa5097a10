"""Compile the loops that read pages: `python -m extract.warm`, as `make setup` does."""

import time

from extract.cold import loops
from extract.glance import glance


def warm() -> float:
    """Compile or load every loop; return the seconds that took."""
    started = time.perf_counter()
    loops.ready = True
    page = b"<a href=/a>&amp; a</a><a href='//b.test/b?c=1'>B</a>"
    glance("http://a.test/", page, {"content-type": "text/html"})
    return time.perf_counter() - started


if __name__ == "__main__":
    print(f"the loops that read pages are ready ({warm():.1f} s)")  # noqa: T201 - a command
