"""Count in how many English pages each word comes, for enrich/text/phrases.py.

The pages are a folder of JSON files with `main_content`, as those of
web-content-extraction-benchmark (CC BY 4.0); only the counts are kept:

    python -m tools.count_words FOLDER
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from extract.text.language import language

LEAST_CHARS = 300
LEAST_PAGES = 6
PLACE = Path("enrich/text/keyphrase_counts.txt")
_WORD = re.compile(r"[^\W\d_]+")


def main() -> None:
    """Count and write the file."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    texts = list(english(Path(sys.argv[1])))
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({word.lower() for word in _WORD.findall(text)})
    kept = sorted(
        ((word, n) for word, n in counts.items() if n >= LEAST_PAGES and len(word) > 1),
        key=lambda one: (-one[1], one[0]),
    )
    lines = [str(len(texts)), *(f"{word} {n}" for word, n in kept)]
    PLACE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(kept):,} words of {len(texts):,} pages")


def english(folder: Path) -> Iterator[str]:
    """Yield the texts in English that are long enough to tell."""
    for path in sorted(folder.glob("*.json")):
        text = json.loads(path.read_text(encoding="utf-8")).get("main_content") or ""
        if len(text) >= LEAST_CHARS and language(text)[0] == "en":
            yield text


if __name__ == "__main__":
    main()
