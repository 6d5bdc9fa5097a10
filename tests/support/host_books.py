"""Books of hosts, closed and left behind, for tests."""

import os
from math import nan
from pathlib import Path

import numpy as np

from frontier.book import Book
from frontier.column import hashes
from frontier.facts import Records
from frontier.politeness import Politeness, rules_of
from frontier.states import STATE

NOW = 1_800_000_000.0
RULES = rules_of(Politeness(delay_s=2.0))
HELD = RULES.max_pause_s


def states(names: list[str], **fields: float) -> Records:
    made = np.zeros(len(names), STATE)
    made["key"] = hashes(names)
    made["set_delay"] = made["robots_delay"] = nan
    for field, value in fields.items():
        made[field] = value
    return made


def opened(folder: Path, now: float = NOW) -> Book:
    return Book.open(folder, 7, now, RULES)


def leave(book: Book) -> None:
    """Let go of a book as the end of its process does."""
    os.close(book._file._descriptor)


def killed(folder: Path, names: list[str], *, sets: int = 1, **fields: float) -> Path:
    """Leave a book with `sets` notes of `names` to whoever finds it."""
    book = opened(folder)
    for _ in range(sets):
        book.note(names, states(names, **fields))
    leave(book)
    return book.path


def closed(folder: Path, names: list[str], **fields: float) -> Path:
    book = opened(folder)
    book.close(NOW, names, states(names, **fields))
    return book.path
