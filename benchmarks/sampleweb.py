"""How many prebuilt pages a second of processor time the sample web serves.

The peer is Python's own http.server (threads, HTTP/1.1) with the same bytes. The load
comes from a child process over four keep-alive connections, one request at a time and
sixteen ahead; rounds of both servers alternate.
"""

import json
from statistics import median

from benchmarks._load import HOST, Pages, cpu_seconds, load, stdlib_server
from crawler.sampleweb.page import Send
from crawler.sampleweb.serve import Background, background
from crawler.sampleweb.settings import WebSettings

ROUNDS = 3
# A round fetches the host's pages this often, to outlast the clock's ticks.
TIMES = 120


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    result: dict[str, object] = {"benchmark": "sampleweb", "peer": "http.server"}
    with background(WebSettings(port=0, only=(HOST,))) as ours:
        pages = prebuilt(ours)
        with stdlib_server(pages) as peer:
            for depth in (1, 16):
                result |= measured(ours, peer, pages, depth)
    print(json.dumps(result))


def prebuilt(web: Background) -> Pages:
    """Return the product pages as they go over the wire."""
    found: Pages = {}
    for path in web.web.paths(HOST):
        page = web.web.page(HOST, path)
        assert page is not None
        step = page.response.steps[0]
        if page.truth.kind == "product" and isinstance(step, Send):
            found[path] = step.data
    return found


def measured(
    ours: Background, peer: tuple[int, int], pages: Pages, depth: int
) -> dict[str, object]:
    """Return pages per second of processor time for both, and their ratio."""
    rates: dict[str, list[float]] = {"sampleweb": [], "http.server": []}
    for _ in range(ROUNDS):
        address = (ours.resolve[HOST], ours.port)
        rates["sampleweb"].append(rate(ours.pid, address, pages, depth))
        rates["http.server"].append(rate(peer[0], ("127.0.0.1", peer[1]), pages, depth))
    mine, theirs = (median(rates[name]) for name in ("sampleweb", "http.server"))
    print(
        f"{depth:>2} ahead: sampleweb {mine:,.0f} pages/cpu-s, http.server {theirs:,.0f}, "
        f"ratio {mine / theirs:.2f} (median of {ROUNDS})"
    )
    return {
        f"pages_per_cpu_s_{depth}": round(mine),
        f"peer_pages_per_cpu_s_{depth}": round(theirs),
        f"ratio_{depth}": round(mine / theirs, 2),
    }


def rate(pid: int, address: tuple[str, int], pages: Pages, depth: int) -> float:
    """Return how many pages one second of the server's processor time gave."""
    before = cpu_seconds(pid)
    load(address, pages, depth, TIMES)
    return TIMES * len(pages) / (cpu_seconds(pid) - before)


if __name__ == "__main__":
    main()
