"""Take pictures of a running shop: `python tools/screenshots.py URL [FOLDER]`.

Home, a list and one product, narrow and wide, in light; home in dark, too.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

# Width to height; as tall as a file below 300 kB allows.
WINDOWS = {360: 2_400, 1440: 1_600}
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
_PRODUCT = re.compile(r'href="(/products/[^"/]+/[^"]+)"')


def main() -> None:
    """Take all pictures."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("url", help="where the shop answers, as http://127.0.0.1:8000")
    words.add_argument("folder", nargs="?", type=Path, default="docs/screenshots")
    asked = words.parse_args()
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("screenshots need chromium: make services")
    asked.folder.mkdir(parents=True, exist_ok=True)
    base = asked.url.rstrip("/")
    pages = {"home": "/", "products": "/products", "product": _a_product(base)}
    for width in WINDOWS:
        for name, path in pages.items():
            _shoot(browser, base + path, asked.folder / f"{name}-{width}.png", width)
        dark = asked.folder / f"home-dark-{width}.png"
        _shoot(
            browser, base + "/", dark, width, "--blink-settings=preferredColorScheme=0"
        )


def _a_product(base: str) -> str:
    # S310: the address is the one the caller typed.
    with urllib.request.urlopen(f"{base}/products?sort=score") as answer:  # noqa: S310
        found = _PRODUCT.search(answer.read().decode())
    if found is None:
        sys.exit(f"{base} shows no products; publish a catalogue first")
    return found[1]


def _shoot(browser: str, url: str, file: Path, width: int, *flags: str) -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *_FLAGS, *flags, f"--user-data-dir={profile}"]
        command += [
            f"--window-size={width},{WINDOWS[width]}",
            f"--screenshot={file}",
            url,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603
    print(f"{file}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
