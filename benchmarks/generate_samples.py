"""What the products of a home hold: pages, words, facts, sources, how well they read.

One line a product that is on sale, and how alike the two most alike ones are.

    python -m benchmarks.generate_samples HOME
"""

import json
import re
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.generate_forms import pages
from enrich.generate.gate.reading import reading_ease
from enrich.generate.work import Points, Quote, Work
from enrich.generate.work import Words as Prose
from lake.ask import ask

_NEWEST = """
SELECT w.work, w.words, g.path FROM generated_works w
JOIN (
    FROM generated WHERE digest IS NOT NULL QUALIFY row_number() OVER (
        PARTITION BY generated_key, digest ORDER BY ingested_at DESC, input_key) = 1
) g USING (generated_key, digest)
WHERE g.status = 'offered' ORDER BY g.kind, g.title
"""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def main() -> None:
    """Print a table, and one JSON object as the last line."""
    home = Path(sys.argv[1])
    found = ask(home, _NEWEST).to_pylist()
    rows = [_row(home, one) for one in found]
    print("pages words facts links hosts quotes ease  title")
    for row in rows:
        print(
            f"{row['pages']:5} {row['words']:5} {row['facts']:5} {row['links']:5}"
            f" {row['hosts']:5} {row['quotes']:6} {row['ease']:4}  {row['title']}"
        )
    alike = max(
        (_alike(one, other) for one, other in combinations(found, 2)), default=0
    )
    print(f"runs of three words that the two most alike share: {alike:.2f}")
    print(json.dumps({"products": rows, "most_alike": round(alike, 3)}))


def _row(home: Path, one: dict[str, Any]) -> dict[str, Any]:
    work = msgspec.json.decode(one["work"], type=Work)
    blocks = [block for chapter in work.chapters for block in chapter.blocks]
    texts = [text for block in blocks for text in block.texts()]
    prose = [
        sentence
        for block in blocks
        if isinstance(block, Prose | Points)
        for text in block.texts()
        for sentence in _SENTENCE.split(text.text)
    ]
    return {
        "title": f"{work.kind}: {work.title}",
        "pages": pages((home / "products" / one["path"]).read_bytes()),
        "words": len(one["words"].split()),
        "facts": sum(len(text.facts) for text in texts),
        "links": len({text.link for text in texts if text.link}),
        "hosts": len(work.sources),
        "quotes": sum(isinstance(block, Quote) for block in blocks),
        "ease": round(reading_ease(prose)),
    }


def _alike(one: dict[str, Any], other: dict[str, Any]) -> float:
    own, others = (_runs(of["words"]) for of in (one, other))
    return len(own & others) / min(len(own), len(others))


def _runs(words: str) -> set[str]:
    each = re.findall(r"\w+", words.casefold())
    return {" ".join(each[at : at + 3]) for at in range(len(each) - 2)}


if __name__ == "__main__":
    main()
