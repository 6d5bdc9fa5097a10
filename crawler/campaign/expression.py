"""An expression of a score: read, checked, and written anew as one of Python.

    10 * (kind == "product") + 2 * has(anchor, "sale", "offer") - depth

It looks like Python and is parsed as such, but only what stands here passes, and every
part has a kind: number, text or truth. Of the user's text nothing gets into the code but
numbers and quoted texts, so running it can do nothing but compute.
"""

import ast
import re
from functools import singledispatchmethod
from math import inf
from typing import NamedTuple

from crawler.campaign.language import NAMES, Kind
from crawler.errors import BadScore

_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_DEEPEST = 50


class Part(NamedTuple):
    """A part of an expression, as Python, and what it gives."""

    code: str
    kind: Kind


# What a call takes, whether more of the last, what it gives, and how it is written.
_Call = tuple[tuple[Kind, ...], bool, Kind, str]
_CALLS: dict[str, _Call] = {
    "has": (("text", "text"), True, "truth", "search any"),
    "begins": (("text", "text"), True, "truth", "{0}.startswith(({rest},))"),
    "ends": (("text", "text"), True, "truth", "{0}.endswith(({rest},))"),
    "matches": (("text", "text"), False, "truth", "search"),
    "count": (("text", "text"), False, "number", "float({0}.count({1}))"),
    "length": (("text",), False, "number", "float(len({0}))"),
    "lower": (("text",), False, "text", "{0}.lower()"),
    "min": (("number", "number"), True, "number", "min({0}, {rest})"),
    "max": (("number", "number"), True, "number", "max({0}, {rest})"),
    "abs": (("number",), False, "number", "abs({0})"),
}


class Expression:
    """One score: its code, the names that it uses, and the patterns that it searches."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._deep = 0
        self.names: set[str] = set()
        self.patterns: list[re.Pattern[str]] = []
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            column = getattr(error, "offset", None) or 1
            raise BadScore(
                f"score {text!r:.200} is no expression, at its character {column};"
                ' write for example: 10 * (kind == "product") - depth'
            ) from None
        self.code = self._number(tree.body)

    def _number(self, node: ast.expr) -> str:
        # True and False count as 1 and 0.
        return self._want(node, "number", "truth").code

    def _want(self, node: ast.expr, *kinds: Kind) -> Part:
        part = self._part(node)
        if part.kind not in kinds:
            raise self._wrong(
                node, f"is a {part.kind}, where a {' or a '.join(kinds)} belongs"
            )
        return part

    def _part(self, node: ast.expr) -> Part:
        self._deep += 1
        if self._deep > _DEEPEST:
            raise self._wrong(node, "lies too deep in brackets")
        part = self._of(node)
        self._deep -= 1
        return part

    @singledispatchmethod
    def _of(self, node: ast.expr) -> Part:
        raise self._wrong(node, "is not known here")

    @_of.register
    def _(self, node: ast.Constant) -> Part:
        if isinstance(node.value, bool):
            return Part(repr(node.value), "truth")
        if isinstance(node.value, int | float):
            return Part(self._written(node, node.value), "number")
        if isinstance(node.value, str):
            return Part(repr(node.value), "text")
        raise self._wrong(node, "is neither a number nor a text")

    @_of.register
    def _(self, node: ast.Name) -> Part:
        if node.id not in NAMES:
            raise self._wrong(node, f"is not known; there are: {', '.join(NAMES)}")
        self.names.add(node.id)
        return Part(node.id, NAMES[node.id][0])

    @_of.register
    def _(self, node: ast.BinOp) -> Part:
        left, right = self._number(node.left), self._number(node.right)
        if isinstance(node.op, ast.Div):
            return Part(f"_ratio({left}, {right})", "number")
        sign = _SIGNS.get(type(node.op))
        if sign is None:
            raise self._wrong(node, "has a sign that is not one of + - * /")
        return Part(f"({left} {sign} {right})", "number")

    @_of.register
    def _(self, node: ast.UnaryOp) -> Part:
        if isinstance(node.op, ast.Not):
            return Part(f"(not {self._want(node.operand, 'truth').code})", "truth")
        if isinstance(node.op, ast.USub):
            return Part(f"(-{self._number(node.operand)})", "number")
        raise self._wrong(node, "is not known here")

    @_of.register
    def _(self, node: ast.BoolOp) -> Part:
        word = " and " if isinstance(node.op, ast.And) else " or "
        parts = [self._want(value, "truth").code for value in node.values]
        return Part(f"({word.join(parts)})", "truth")

    @_of.register
    def _(self, node: ast.IfExp) -> Part:
        test = self._want(node.test, "truth").code
        then = self._part(node.body)
        other = self._want(node.orelse, then.kind)
        return Part(f"({then.code} if {test} else {other.code})", then.kind)

    @_of.register
    def _(self, node: ast.Compare) -> Part:
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
            return self._contained(node, node.comparators[0])
        codes = [self._part(node.left)]
        text = codes[0].code
        for op, right in zip(node.ops, node.comparators, strict=True):
            sign = _COMPARED.get(type(op))
            if sign is None:
                raise self._wrong(node, "compares in a way that is not known here")
            text += f" {sign} {self._want(right, codes[0].kind).code}"
        return Part(f"({text})", "truth")

    def _contained(self, node: ast.Compare, whole: ast.expr) -> Part:
        part = self._want(node.left, "text").code
        word = "in" if isinstance(node.ops[0], ast.In) else "not in"
        if isinstance(whole, ast.Tuple | ast.List | ast.Set):
            texts = [self._want(one, "text").code for one in whole.elts]
            if not texts:
                raise self._wrong(whole, "holds nothing")
            return Part(f"({part} {word} ({', '.join(texts)},))", "truth")
        return Part(f"({part} {word} {self._want(whole, 'text').code})", "truth")

    @_of.register
    def _(self, node: ast.Call) -> Part:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in _CALLS or node.keywords:
            known = ", ".join(_CALLS)
            raise self._wrong(node, f"calls what is not known; there are: {known}")
        return self._called(node, _CALLS[name])

    def _called(self, node: ast.Call, call: "_Call") -> Part:
        kinds, more, kind, code = call
        given = len(node.args)
        if given < len(kinds) or (given > len(kinds) and not more):
            raise self._wrong(node, "has too few or too many things in its brackets")
        wanted = (*kinds, *kinds[-1:] * (given - len(kinds)))
        codes = [self._argument(*pair) for pair in zip(node.args, wanted, strict=True)]
        if code == "search":
            codes[1:] = [self._pattern(node)]
            code = "({1}.search({0}) is not None)"
        elif code == "search any":
            return Part(_has(codes[0], self._words(node)), kind)
        return Part(code.format(*codes, rest=", ".join(codes[1:])), kind)

    def _argument(self, node: ast.expr, kind: Kind) -> str:
        return self._number(node) if kind == "number" else self._want(node, kind).code

    def _words(self, node: ast.Call) -> list[str]:
        """Return the texts behind the first argument."""
        texts = [getattr(one, "value", None) for one in node.args[1:]]
        words = [text for text in texts if isinstance(text, str)]
        if len(words) < len(texts):
            raise self._wrong(node, "searches for what is not written out in quotes")
        return words

    def _pattern(self, node: ast.Call) -> str:
        """Return the name of what searches for the text behind the first argument."""
        try:
            pattern = re.compile(self._words(node)[0])
        except (re.error, OverflowError, RecursionError) as error:
            raise self._wrong(node, f"has no regular expression: {error}") from None
        self.patterns.append(pattern)
        return f"_pattern{len(self.patterns) - 1}"

    def _written(self, node: ast.expr, value: float) -> str:
        try:
            number = float(value)
        except OverflowError:
            number = inf
        if number == inf:
            raise self._wrong(node, "is larger than any number here")
        return repr(number)

    def _wrong(self, node: ast.expr, said: str) -> BadScore:
        shown = ast.get_source_segment(self._text.strip(), node) or "it"
        place = node.col_offset + 1
        return BadScore(f"score: {shown!r:.100} at its character {place} {said}")


def _has(text: str, words: list[str]) -> str:
    """Return what looks for words in a text in any case."""
    # A pattern that looks at no case takes several times as long.
    lower = f"(_low := {text}.lower())"
    first, *more = (f"{word.lower()!r} in " for word in words)
    return f"({' or '.join([first + lower, *(one + '_low' for one in more)])})"
