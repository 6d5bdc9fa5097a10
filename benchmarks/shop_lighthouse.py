"""What Lighthouse says of the shop that the demo makes: four scores a page, of 100.

Lighthouse 12.8.2 comes from npm and is no part of the project; put it into a folder with
`npm install --prefix FOLDER lighthouse@12.8.2 --ignore-scripts` and name that folder.
The scores have no unit and their peer is 100; beside each score below it stand the
audits that cost it. Performance is as a phone sees it, on a network that is slowed down.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

PROGRAM = str(Path(sys.executable).with_name("harvestman"))
RUNS = 3
KINDS = ("performance", "accessibility", "best-practices", "seo")
_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
_WITHIN_S = 60


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lighthouse", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--home", type=Path, help="a home that is published already")
    parser.add_argument("--runs", type=int, default=RUNS, help="the median counts")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = given.home or demo(Path(name) / "home")
        with serving(home) as site:
            found = {
                kind: judged(given.lighthouse, site + path, Path(name), given.runs)
                for kind, path in pages(site).items()
            }
    print(json.dumps(found))


def demo(home: Path) -> Path:
    """Make the demo's home."""
    command = [PROGRAM, "demo", "--once", "--home", str(home)]
    subprocess.run(command, check=True)  # noqa: S603 - ourselves
    return home


def pages(site: str) -> dict[str, str]:
    """Return what is looked at; the product is the first of the list."""
    with urlopen(f"{site}/products") as answer:  # noqa: S310 - the shop we serve
        product = re.search(r'href="(/products/[^"]+)"', answer.read().decode())
    if product is None:
        sys.exit("the shop has no product")
    return {
        "home": "/",
        "list": "/products",
        "product": product[1],
        "search": "/products?q=kettle",
    }


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Serve the shop while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [PROGRAM, "serve", "--home", str(home), f"--port={port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:  # noqa: S603 - ourselves
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def _wait(port: int) -> None:
    until = time.monotonic() + _WITHIN_S
    while time.monotonic() < until:
        asked = http.client.HTTPConnection("127.0.0.1", port)
        with suppress(OSError), closing(asked):
            asked.request("GET", "/health")
            if asked.getresponse().status == 200:
                return
        time.sleep(0.1)
    sys.exit("the shop does not answer")


def judged(folder: Path, url: str, into: Path, runs: int) -> dict[str, Any]:
    """Return the scores of one page, and what costs them."""
    told = [_asked(folder, url, into) for _ in range(runs)]
    told.sort(key=lambda one: one["categories"]["performance"]["score"])
    middle = told[len(told) // 2]
    scores = {kind: round(middle["categories"][kind]["score"] * 100) for kind in KINDS}
    return {**scores, "costs": _costs(middle)}


def _asked(folder: Path, url: str, into: Path) -> dict[str, Any]:
    program = folder / "node_modules" / ".bin" / "lighthouse"
    chrome = shutil.which("chromium") or shutil.which("google-chrome") or ""
    options = ["--quiet", "--output=json", f"--output-path={into / 'told.json'}"]
    named = [f"--chrome-flags={_FLAGS}", f"--only-categories={','.join(KINDS)}"]
    subprocess.run(  # noqa: S603 - what the caller named
        [str(program), url, *options, *named],
        env={**os.environ, "CHROME_PATH": chrome},  # noqa: TID251 - asked by its name alone
        check=True,
    )
    told: dict[str, Any] = json.loads((into / "told.json").read_text())
    return told


def _costs(told: dict[str, Any]) -> dict[str, str]:
    """Return the audits that are not passed, of those that count."""
    counting = {
        one["id"]
        for kind in KINDS
        for one in told["categories"][kind]["auditRefs"]
        if one["weight"]
    }
    return {
        name: audit.get("displayValue") or audit["title"]
        for name, audit in told["audits"].items()
        if name in counting and audit["score"] is not None and audit["score"] < 0.9
    }


if __name__ == "__main__":
    main()
