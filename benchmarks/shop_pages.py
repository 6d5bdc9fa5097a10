"""How much processor time one product page costs, made anew, beside other stacks.

    python -m benchmarks.shop_pages [--peers FOLDER]

The peers are no dependencies: pip install --target FOLDER fastapi 'uvicorn[standard]'
flask gunicorn. Each stack runs as one process, makes the same page of the same snapshot
with the same templates and headers (_shop_twins.py); rounds alternate. What counts is
the processor time of the servers, read from /proc, the median of the rounds.
"""

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median

from benchmarks._shop_items import items
from benchmarks._shop_load import Load, cpu_us
from storefront.catalogue.build import build
from storefront.catalogue.item import Assortment
from storefront.pages.templates import product_path

ITEMS = 2_000
ROUNDS = 9
REQUESTS = 800
MOST = {"fastapi": 1.0, "flask": 0.85}


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", default="")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        made = items(ITEMS)
        build(home, Assortment(items=tuple(made)))
        paths = [product_path(one.sku, one.title) for one in made]
        print(json.dumps(measured(home, paths, asked.peers, asked.rounds)))


def measured(
    home: Path, paths: list[str], peers: str, rounds: int
) -> dict[str, object]:
    """Return the microseconds a request of each stack, and the ratios."""
    with ExitStack() as stack:
        loads = {
            name: stack.enter_context(served(name, home, peers))
            for name in ("shop", "fastapi", "flask")
        }
        sizes = {name: len(load.get(paths[0])) for name, load in loads.items()}
        assert len(set(sizes.values())) == 1, f"not the same page: {sizes}"
        for load in loads.values():
            load.ask(paths[:300])
        spent: dict[str, list[float]] = {name: [] for name in loads}
        for number in range(rounds):
            for name, load in loads.items():
                spent[name].append(cost(load, paths, number))
                print(f"# {name}: {spent[name][-1]:.0f} us", flush=True)
    us = {name: median(values) for name, values in spent.items()}
    ratios = {name: us["shop"] / us[name] for name in MOST}
    return {
        "benchmark": "shop_pages",
        "page_bytes": sizes["shop"],
        **{f"{name}_us": round(value, 1) for name, value in us.items()},
        **{f"to_{name}": round(value, 2) for name, value in ratios.items()},
        "holds": all(ratios[name] <= most for name, most in MOST.items()),
    }


def cost(load: Load, paths: list[str], number: int) -> float:
    """Return the processor time of one request in microseconds."""
    asked = [paths[(number * 977 + one * 7) % len(paths)] for one in range(REQUESTS)]
    before = cpu_us(load.pid)
    load.ask(asked)
    return (cpu_us(load.pid) - before) / REQUESTS


@contextmanager
def served(name: str, home: Path, peers: str, *more: str) -> Iterator[Load]:
    """Serve the shop with the stack `name`."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks._shop_twins", name, str(home)]
    command += [str(port), "--peers", peers, *more]
    with subprocess.Popen(command) as process:  # noqa: S603 - this very file's twin
        try:
            yield Load(process.pid, until_open(port, process))
        finally:
            process.terminate()


def until_open(port: int, process: "subprocess.Popen[bytes]") -> tuple[str, int]:
    """Wait until the server listens."""
    address = ("127.0.0.1", port)
    while process.poll() is None:
        try:
            socket.create_connection(address).close()
        except OSError:
            time.sleep(0.05)
        else:
            return address
    raise SystemExit("a server did not start: see what it wrote above")


if __name__ == "__main__":
    main()
