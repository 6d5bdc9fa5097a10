"""Where in a TOML text each key and value stands, so that an error can point at it.

The text has been read by tomllib before: what is here need not judge it, only walk it.
A place is found by the way to it: ("render", "always", 0) is the list's first pattern.
"""

import re
from dataclasses import dataclass, field

Way = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_LITERAL = re.compile(r"'([^'\n]*)'")
# A closing mark may have one or two quotes of the text before it.
_LONG_BASIC = re.compile(r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,#\]}]*|[^\s,#\]}]+")


@dataclass(slots=True)
class Places:
    """The offsets of keys and of values in a text, by their ways."""

    text: str
    keys: dict[Way, int] = field(default_factory=dict)
    values: dict[Way, int] = field(default_factory=dict)

    def of_key(self, way: Way) -> str:
        """Return `line:column` of a key; of what it stands in where that is unknown."""
        return self._place(self.keys, way)

    def of_value(self, way: Way) -> str:
        """Return `line:column` of a value; of what it stands in where that is unknown."""
        return self._place(self.values, way)

    def _place(self, known: dict[Way, int], way: Way) -> str:
        while way and way not in known and way not in self.keys:
            way = way[:-1]
        return line_and_column(self.text, known.get(way, self.keys.get(way, 0)))


def line_and_column(text: str, offset: int) -> str:
    """Return an offset in `text` as people count: both from 1."""
    line = text.count("\n", 0, offset) + 1
    return f"{line}:{offset - text.rfind(chr(10), 0, offset)}"


def places(text: str) -> Places:
    """Return where everything stands in `text`, which is TOML."""
    walk = _Walk(text)
    walk.document()
    return walk.found


class _Walk:
    """One pass over a text; `at` is where it has come to."""

    def __init__(self, text: str) -> None:
        self.found = Places(text)
        self._text = text
        self._at = 0
        # How many tables each array of tables has so far.
        self._arrays: dict[Way, int] = {}

    def document(self) -> None:
        table: Way = ()
        while self._skip(_BETWEEN) < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Way:
        double = self._text.startswith("[[", self._at)
        self._at += 2 if double else 1
        begin = self._skip(_SPACE)
        parts = self._dotted()
        self._at += 2 if double else 1
        way: Way = ()
        for number, part in enumerate(parts, 1):
            way = (*way, part)
            self.found.keys.setdefault(way, begin)
            if double and number == len(parts):
                self._arrays[way] = self._arrays.get(way, 0) + 1
            if way in self._arrays:
                way = (*way, self._arrays[way] - 1)
                self.found.keys.setdefault(way, begin)
        return way

    def _pair(self, table: Way) -> None:
        begin = self._at
        way = table
        for part in self._dotted():
            way = (*way, part)
            self.found.keys.setdefault(way, begin)
        self._at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(way)

    def _dotted(self) -> list[str]:
        parts = [self._key()]
        while self._text.startswith(".", self._skip(_SPACE)):
            self._at += 1
            self._skip(_SPACE)
            parts.append(self._key())
        return parts

    def _key(self) -> str:
        for form in (_BARE_KEY, _BASIC, _LITERAL):
            found = form.match(self._text, self._at)
            if found is not None:
                self._at = found.end()
                return found[found.lastindex or 0]
        raise ValueError(f"no key at offset {self._at}")

    def _value(self, way: Way) -> None:
        self.found.values[way] = self._at
        first = self._text[self._at]
        if first == "[":
            self._array(way)
        elif first == "{":
            self._inline(way)
        else:
            self._scalar()

    def _scalar(self) -> None:
        for form in (_LONG_BASIC, _LONG_LITERAL, _BASIC, _LITERAL, _PLAIN):
            found = form.match(self._text, self._at)
            if found is not None:
                self._at = found.end()
                return
        raise ValueError(f"no value at offset {self._at}")

    def _array(self, way: Way) -> None:
        self._at += 1
        number = 0
        while not self._text.startswith("]", self._skip(_BETWEEN)):
            self._value((*way, number))
            number += 1
            if self._text.startswith(",", self._skip(_BETWEEN)):
                self._at += 1
        self._at += 1

    def _inline(self, way: Way) -> None:
        self._at += 1
        while not self._text.startswith("}", self._skip(_BETWEEN)):
            self._pair(way)
            if self._text.startswith(",", self._skip(_BETWEEN)):
                self._at += 1
        self._at += 1

    def _skip(self, form: re.Pattern[str]) -> int:
        found = form.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
        return self._at
