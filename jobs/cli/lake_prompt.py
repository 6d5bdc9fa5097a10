"""The prompt of `harvestman lake sql`: questions until `.quit`, answers in between."""

import os
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer

from jobs.cli.amounts import counted, span
from jobs.cli.call import Call
from jobs.cli.grid import record_lines
from jobs.cli.lake_complete import SqlCompleter
from jobs.cli.lake_sql import SHOWN_ROWS, show, taken
from jobs.cli.rows import write_rows
from jobs.cli.table import print_table
from jobs.cli.wait import waiting
from jobs.settings import state_folder
from lake.ask import answer, sizes
from lake.errors import LakeError
from lake.names import NAMES, columns_of
from lake.sql import connect
from lake.watch import watched

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

MODES = ("table", "lines", "csv", "json")
_HELP = f"""\
A question ends with ; and may take several lines. Tab completes, Ctrl-R searches
what was asked before, Ctrl-C stops a question, Ctrl-D leaves.
  .tables          the tables and views, with their rows
  .describe TABLE  the columns of one, and what they are
  .mode MODE       how answers look: {", ".join(MODES)}
  .quit            leave
  .help            this"""


class Talk:
    """One sitting at the prompt: the pinned lake it asks, and how answers look."""

    def __init__(self, call: Call, connection: "DuckDBPyConnection") -> None:
        self._call = call
        self._connection = connection
        self._mode = "table"
        self._commands: dict[str, Callable[[str], None]] = {
            ".tables": self._tables,
            ".describe": self._describe,
            ".mode": self._set_mode,
            ".help": lambda _: print(_HELP),
        }

    def take(self, text: str) -> bool:
        """Do what one entry asks for; False when that is to leave."""
        said = text.strip()
        word, _, rest = said.partition(" ")
        if word.rstrip(";").lower() in {".quit", ".exit", "quit", "exit"}:
            return False
        try:
            if word.startswith("."):
                self._command(word, rest.strip().rstrip(";"))
            elif said.strip(";").strip():
                self._ask(said)
        except LakeError as error:
            print(error, file=sys.stderr)
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
        return True

    def _command(self, word: str, rest: str) -> None:
        command = self._commands.get(word)
        if command is None:
            known = ", ".join([*self._commands, ".quit"])
            print(f"no {word}; there are {known}", file=sys.stderr)
        else:
            command(rest)

    def _ask(self, question: str) -> None:
        limit = SHOWN_ROWS if self._mode in {"table", "lines"} else None
        started = time.monotonic()
        ask = partial(answer, self._connection, question)
        with waiting("asking") as report:
            rows = watched(self._connection, lambda: taken(ask(), limit), report)
        took = time.monotonic() - started
        self._show(rows, limit)
        shown = min(rows.num_rows, limit or rows.num_rows)
        print(f"{counted(shown, 'row')} in {span(took)}", file=sys.stderr)

    def _show(self, rows: "pa.Table", limit: int | None) -> None:
        if self._mode == "table":
            show(rows, limit)
        elif self._mode == "lines":
            print("\n".join(record_lines(rows.slice(0, limit))))
        else:
            form = "jsonl" if self._mode == "json" else self._mode
            write_rows(None, form, rows.schema, [rows])

    def _tables(self, _: str) -> None:
        found = sizes(self._call.home, self._call.settings.lake)
        rows = [
            (name, f"{found[name]:,}" if name in found else "", table.comment)
            for name, table in NAMES.items()
        ]
        print_table(("name", "rows", "one row is"), rows, frozenset({"rows"}))

    def _describe(self, name: str) -> None:
        rows = [(one.name, str(one.type), one.comment) for one in columns_of(name)]
        print_table(("column", "type", "what it is"), rows)

    def _set_mode(self, mode: str) -> None:
        if mode in MODES:
            self._mode = mode
        else:
            print(f".mode takes one of {', '.join(MODES)}", file=sys.stderr)


def prompt(call: Call) -> None:
    """Answer questions from the terminal until the person leaves."""
    with connect(call.home, call.settings.lake) as connection:
        session: PromptSession[str] = PromptSession(
            history=_history(),
            completer=SqlCompleter(connection),
            lexer=PygmentsLexer(SqlLexer),
            key_bindings=_keys(),
            multiline=True,
            complete_while_typing=False,
            prompt_continuation="  ... ",
        )
        print(f"The lake of {call.home}, as it was last pinned. .help says more.")
        talk = Talk(call, connection)
        while True:
            try:
                text = session.prompt("lake> ")
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            if not talk.take(text):
                return


def is_whole(text: str) -> bool:
    """Whether an entry is to be answered now, or goes on in the next line."""
    said = text.strip()
    return said == "" or said.endswith(";") or said.startswith(".") or said in _WORDS


_WORDS = {"quit", "exit"}


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        # Within the text, Enter makes a line; at its end it answers what is whole.
        if is_whole(buffer.text) and buffer.document.is_cursor_at_the_end:
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return keys


def _history() -> History:
    """Return what was asked before; only this user may read it."""
    path = state_folder() / "sql_history"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
