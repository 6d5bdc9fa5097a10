"""Take pictures of a running shop: `python tools/screenshots.py URL [FOLDER]`.

What a visitor meets first, narrow and wide; home and a product in the dark, too.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image

# Width to height: what tells most of a page, in a picture below 100 kB.
WINDOWS = {360: 1_500, 1440: 1_500}
# Its price history lies further down.
_TALL = {"product": 2_300}
_DARK = ("home", "product")
_QUALITY = 78
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
_PRODUCT = re.compile(r'href="(/products/([^"/]+)/[^"]+)"')
_CHART = re.compile(r'class="(chart)"')
_GUIDE = re.compile(r'href="(/guides/[^"/]+/[^"]+|/guides/[^"/?]+)"')


def main() -> None:
    """Take all pictures."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("url", help="where the shop answers, as http://127.0.0.1:8000")
    words.add_argument("folder", nargs="?", type=Path, default="docs/pictures")
    asked = words.parse_args()
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("screenshots need chromium: make services")
    asked.folder.mkdir(parents=True, exist_ok=True)
    base = asked.url.rstrip("/")
    for name, path in _pages(base):
        for width in WINDOWS:
            _shoot(browser, base + path, asked.folder / f"{name}-{width}.webp", width)
        if name in _DARK:
            dark = asked.folder / f"{name}-dark-1440.webp"
            night = "--blink-settings=preferredColorScheme=0"
            _shoot(browser, base + path, dark, 1440, night)


def _pages(base: str) -> Iterator[tuple[str, str]]:
    """Yield a name and the address of each page; what is on sale is shown as product."""
    alike = dict.fromkeys(_found(base, "/products?q=kettle", _PRODUCT, 2))
    skus = [("sku", sku) for sku in list(alike)[::4][:3]]
    on_sale = [*_found(base, "/deals", _PRODUCT), *_found(base, "/products", _PRODUCT)]
    if not on_sale:
        sys.exit(f"{base} shows no products; publish a catalogue first")
    yield "home", "/"
    yield "list", "/products"
    moved = (one for one in on_sale[:24] if _found(base, one, _CHART))
    yield "product", next(moved, on_sale[0])
    yield "compare", f"/compare?{urlencode(skus)}"
    yield "nothing", "/products?q=ketle+zeppelin"
    guides = _found(base, "/guides", _GUIDE)
    for guide in sorted(guides, key=lambda one: "how-to-choose" not in one)[:1]:
        yield "guide", guide


def _found(base: str, path: str, what: re.Pattern[str], group: int = 1) -> list[str]:
    # S310: the address is the one the caller typed.
    with urllib.request.urlopen(base + path) as answer:  # noqa: S310
        return [found[group] for found in what.finditer(answer.read().decode())]


def _shoot(browser: str, url: str, file: Path, width: int, *flags: str) -> None:
    height = _TALL.get(file.name.partition("-")[0], WINDOWS[width])
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        command = [browser, *_FLAGS, *flags, f"--user-data-dir={folder}/profile"]
        command += [
            f"--window-size={width},{height}",
            f"--screenshot={shot}",
            url,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603
        with Image.open(shot) as image:
            image.convert("RGB").save(file, quality=_QUALITY, method=6)
    print(f"{file}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
