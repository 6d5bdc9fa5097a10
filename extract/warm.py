"""Compile the loops that read pages: `python -m extract.warm`, as `make setup` does."""

import time

from extract.cold import loops
from extract.glance import glance
from extract.goods.product import products
from extract.page import parse
from extract.statements.structured import graph
from extract.text.kind import chances
from extract.text.maintext import main_text

# What is looked for on a page about goods: its scripts, its trail, its stock.
_GOODS = (
    b'<script type="application/ld+json">{"@type": "Product", "name": "A"}</script>'
    b'<script>a = {"price": 1}</script><h1 class="a">A</h1><p>5 EUR</p>'
)


def warm() -> float:
    """Compile or load every loop; return the seconds that took."""
    started = time.perf_counter()
    loops.ready = True
    # With a letter that is no ASCII, or nobody asks whether it is UTF-8.
    page = "<a href=/a>&amp; ä</a><a href='//b.test/b?c=1'>B</a>".encode()
    glance("http://a.test/", page, {"content-type": "text/html; charset=utf-8"})
    read = parse("http://a.test/", page)
    main_text(read.layout, chances(read))
    goods = parse("http://a.test/", _GOODS)
    products(goods, graph(goods))
    return time.perf_counter() - started


if __name__ == "__main__":
    print(f"the loops that read pages are ready ({warm():.1f} s)")  # noqa: T201 - a command
