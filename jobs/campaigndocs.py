"""The tables within docs/campaigns.md that are made from the code they describe."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from crawler.campaign.keys import all_keys, listed_keys
from crawler.campaign.language import FUNCTIONS, NAMES

PAGE = Path(__file__).parents[1] / "docs" / "campaigns.md"
_MADE = re.compile(r"(<!-- (\w+): made by [^\n]*-->\n).*?(<!-- end -->)", re.DOTALL)


def campaigns_page() -> str:
    """Return docs/campaigns.md with its tables as the code has them."""
    tables = {"keys": _keys(), "names": _names(), "functions": _functions()}
    text = PAGE.read_text(encoding="utf-8")
    return _MADE.sub(lambda found: found[1] + tables[found[2]] + found[3], text)


def _keys() -> str:
    rows = (
        (f"`{key.name}`", key.kind, _toml(key.default), key.description)
        for way, above in all_keys().items()
        for key in (
            above,
            *(key for of, key in listed_keys().items() if of[: len(way)] == way),
        )
    )
    return _table(("key", "what it may be", "default", "what it does"), rows)


def _names() -> str:
    rows = ((f"`{name}`", kind, said) for name, (kind, said) in NAMES.items())
    return _table(("name", "is a", "of the link"), rows)


def _functions() -> str:
    rows = ((f"`{call}`", said) for call, said in FUNCTIONS.items())
    return _table(("function", "gives"), rows)


def _toml(default: Any) -> str:
    if (
        default is None
        or default in ("", ())
        or not isinstance(default, str | int | float)
    ):
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f'`"{default}"`' if isinstance(default, str) else f"`{default:g}`"


def _table(names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [names, ("---",) * len(names), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n"
        for line in lines
    )
