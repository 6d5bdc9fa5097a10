"""What the prompt offers on Tab: tables after FROM, else columns, words of SQL."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from lake.names import NAMES, columns_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_WORD = re.compile(r"[\w.]*$")
_NAMED = re.compile(r"\w+")
_AFTER_FROM = re.compile(r"\b(?:from|join|describe|summarize)\s+\w*$", re.IGNORECASE)
_COMMANDS = (".describe", ".help", ".mode", ".quit", ".tables")
_MODES = ("csv", "json", "lines", "table")
_KEYWORDS = """
SELECT upper(keyword_name) FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'
UNION SELECT function_name FROM duckdb_functions() WHERE function_name ~ '^[a-z]\\w+$'
ORDER BY 1
"""


class SqlCompleter(Completer):
    """Completes an entry from the lake's names and the words that DuckDB knows."""

    def __init__(self, connection: "DuckDBPyConnection") -> None:
        self._words = [row[0] for row in connection.execute(_KEYWORDS).fetchall()]

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Return what may stand at the cursor."""
        before = document.text_before_cursor
        found = _WORD.search(before)
        typed = found[0] if found else ""
        for offered in self._offers(before, document.text):
            # After a dot comes a column: of a table, or of what a table is called here.
            start = typed if typed.startswith(".") else typed.rpartition(".")[2]
            if offered.lower().startswith(start.lower()):
                yield Completion(offered, start_position=-len(start))

    def _offers(self, before: str, text: str) -> Iterable[str]:
        line = before.lstrip()
        if line.startswith("."):
            word, space, _ = line.partition(" ")
            if not space:
                return _COMMANDS
            return _MODES if word == ".mode" else NAMES
        if _AFTER_FROM.search(before):
            return NAMES
        columns = _columns(text)
        if re.search(r"\w\.\w*$", before):
            return columns
        return [*columns, *NAMES, *self._words]


def _columns(text: str) -> list[str]:
    """Return the columns of the tables that the entry names."""
    named = [word for word in _NAMED.findall(text) if word in NAMES]
    names = (column.name for name in named for column in columns_of(name))
    return list(dict.fromkeys(names))
