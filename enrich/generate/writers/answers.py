"""What an answer has to be before the gate sees it: one plain paragraph, with its markers."""

import re
from collections.abc import Callable

from enrich.generate.writers.marking import MARK
from enrich.generate.writers.sense import turned
from enrich.generate.writers.writer import Brief

# Beside letters and spaces; no sign of mark-up, of addresses or of code.
_SIGNS = frozenset(".,;:!?'\"()-–—‘’“”…")
_MOST_LONGER, _FEWEST = 1.8, 0.4
# A short paragraph may need a few words more.
_SPARE = 8
_LONGEST = 3000
# English has one of these in every three or four words; other languages have few.
_ENGLISH = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "and",
        "or",
        "but",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "they",
        "them",
        "their",
        "there",
        "here",
        "we",
        "our",
        "you",
        "your",
        "which",
        "what",
        "who",
        "how",
        "when",
        "where",
        "while",
        "than",
        "then",
        "so",
        "if",
        "not",
        "no",
        "has",
        "have",
        "had",
        "do",
        "does",
        "can",
        "may",
        "will",
        "would",
        "should",
        "could",
        "about",
        "into",
        "out",
        "up",
        "down",
        "one",
        "each",
        "some",
        "other",
    ]
)
_LEAST_ENGLISH = 0.18


def tidy(answer: str) -> str:
    """Return `answer` on one line, without marks around the whole of it."""
    line = re.sub(r"[ \t]*\n[ \t]*", " ", answer.strip()).strip()
    if len(line) > 1 and line[0] + line[-1] in ('""', "“”"):
        inner = line[1:-1]
        line = inner if not set(inner) & set('"“”') else line
    return line


def refused(brief: Brief, answer: str) -> str:
    """Return why `answer` is none to `brief`; empty where it is one."""
    if not answer.strip():
        return "it is empty"
    if len(answer) > _LONGEST:
        return f"it has {len(answer)} letters"
    if "\n\n" in answer.strip():
        return "it has several paragraphs"
    line = tidy(answer)
    for rule in _RULES:
        if why := rule(brief.plain, line):
            return why
    return ""


def _markers(plain: str, answer: str) -> str:
    if MARK.findall(plain) != MARK.findall(answer):
        return "its markers are not those of its paragraph, in their order"
    return ""


def _letters(plain: str, answer: str) -> str:
    bare = MARK.sub("", answer)
    odd = {
        c
        for c in bare
        if not (c == " " or c in _SIGNS or (c.isascii() and c.isalpha()))
    }
    if odd:
        return f"it has a letter or sign that prose has not: {min(odd)!a}"
    if "!" in bare and "!" not in plain:
        return "it cries"
    return ""


def _length(plain: str, answer: str) -> str:
    was, now = len(MARK.sub("", plain).split()), len(MARK.sub("", answer).split())
    if not _FEWEST * was <= now <= _MOST_LONGER * was + _SPARE:
        return f"{now} words for {was}"
    return ""


def _sentences(plain: str, answer: str) -> str:
    if not re.match(r"[A-Z\[“\"(]", answer) or not re.search(
        r"[.?!…][”\"’)]?$", answer
    ):
        return "it is not made of whole sentences"
    return ""


def _language(plain: str, answer: str) -> str:
    words = re.findall(r"[a-z']+", MARK.sub(" ", answer).lower())
    common = sum(word in _ENGLISH for word in words)
    return "" if common >= _LEAST_ENGLISH * len(words) else "it is no English"


_RULES: tuple[Callable[[str, str], str], ...] = (
    _markers,
    _letters,
    _length,
    _sentences,
    _language,
    turned,
)
