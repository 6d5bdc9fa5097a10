"""Object literals of JavaScript as values: what JSON forbids and scripts do all the time.

Keys without quotes, single quotes, comments, commas too many. Nothing is run: what is no
literal (a name, a call, a sum) is None. Each token is looked at once, so a hostile script
costs what its length does.
"""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Note = Callable[[dict[str, Any]], Any]
Named = Mapping[str, Any]
# An unclosed string is one too, or each quote of a hostile text would look for its end.
_TOKEN = re.compile(
    r"""\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"""
    r"""|("(?:[^"\\\n]|\\[\s\S])*+"?|'(?:[^'\\\n]|\\[\s\S])*+'?|`(?:[^`\\]|\\[\s\S])*+`?)"""
    r"""|(-?\d[\d.]*+(?:e[+-]?\d+)?)|([A-Za-z_$][\w$.]*+)|([{}\[\]():,])|(.)""",
    re.IGNORECASE,
)
_STRING, _NUMBER, _WORD, _MARK = 1, 2, 3, 4
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "\n": ""}
_CONSTANTS = {"true": True, "false": False}
_MAX_CHARS = 30_000
_MAX_DEPTH = 30


class _Broken(Exception):
    """The text is no literal as far as it was read."""


def read(text: str, at: int, note: Note, named: Named | None = None) -> int:
    """Read the object or list at `at`; return its end, or `at` where it is none.

    `note` is called with each object in it, the innermost first; `named` are the values
    that names stand for.
    """
    decoder = json.JSONDecoder(strict=False, parse_float=Decimal, object_hook=note)
    try:
        return decoder.raw_decode(text, at)[1]
    # ValueError: no JSON, which is usual here. RecursionError: only an attack nests so.
    except (ValueError, RecursionError):
        pass
    try:
        return _Reader(text, at, note, {**_CONSTANTS, **(named or {})}).end
    except _Broken:
        return at


def values(text: str) -> list[Any]:
    """Return what `text`, values between commas, says; [] where it is none."""
    try:
        found: list[Any] = _Reader(f"[{text}]", 0, dict, _CONSTANTS).value
    except _Broken:
        return []
    return found


class _Reader:
    """One literal, read a token at a time."""

    def __init__(self, text: str, at: int, note: Note, named: Named) -> None:
        self._note, self._named = note, named
        self._tokens = _TOKEN.finditer(text, at, at + _MAX_CHARS)
        self._step()
        self.value = self._value(0)
        self.end = self._at

    def _step(self) -> None:
        """Go to the next token that counts; `_at` is the end of the one before."""
        for token in self._tokens:
            if token.lastindex is not None:
                self.kind, self.word, self._at = (
                    token.lastindex,
                    token[0],
                    token.start(),
                )
                return
        raise _Broken

    def _value(self, depth: int) -> Any:
        kind, word = self.kind, self.word
        if depth > _MAX_DEPTH:
            raise _Broken
        if word == "{":
            return self._object(depth)
        if word == "[":
            return self._list(depth)
        value: Any = None
        if kind == _STRING:
            value = unescaped(word[1:-1])
        elif kind == _NUMBER:
            value = _number(word)
        elif kind == _WORD:
            value = self._named.get(word)
        elif kind == _MARK and word in ",:)]}":
            return None
        self._step()
        return value

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._step()
        while self.word != "}":
            if self.word == ",":
                self._step()
                continue
            if self.kind not in (_STRING, _NUMBER, _WORD):
                raise _Broken
            name = unescaped(self.word[1:-1]) if self.kind == _STRING else self.word
            self._step()
            if self.word == ":":
                self._step()
                found[name] = self._whole(depth)
                if self.word == "]":
                    raise _Broken
            elif self.word not in ",}":
                raise _Broken
        self._close(depth)
        self._note(found)
        return found

    def _list(self, depth: int) -> list[Any]:
        found = []
        self._step()
        while self.word != "]":
            if self.word == ",":
                self._step()
                continue
            if self.word == "}":
                raise _Broken
            found.append(self._whole(depth))
        self._close(depth)
        return found

    def _close(self, depth: int) -> None:
        # Behind the outermost there may be nothing more to step to.
        self._at += 1
        if depth:
            self._step()

    def _whole(self, depth: int) -> Any:
        """Return a value; None where it is but the beginning of an expression."""
        value, open_marks = self._value(depth + 1), 0
        while open_marks or self.word not in (",", "}", "]"):
            value = None
            if self.kind == _MARK:
                open_marks += (self.word in "([{") - (self.word in ")]}")
            if open_marks < 0:
                raise _Broken
            self._step()
        return value


def unescaped(text: str) -> str:
    """Return what a string of JavaScript says between its quotes."""
    return _ESCAPE.sub(_escape, text) if "\\" in text else text


def _escape(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if digits:
        letter = chr(int(digits, 16))
        # Half a pair is no letter.
        return "" if "\ud800" <= letter <= "\udfff" else letter
    return _ESCAPED.get(found[3], found[3])


def _number(word: str) -> int | Decimal | None:
    if len(word) > len("9" * 20):
        return None
    try:
        return Decimal(word) if not word.lstrip("-").isdigit() else int(word)
    except ArithmeticError:
        return None
