"""Make examples/dbt/models/sources.yml from the lake's tables: `make docs` runs it.

Each column has its meaning; keys that must not be empty have a test.
"""

import json
import sys
from pathlib import Path

from lake.names import NAMES, columns_of, kind_of

PAGE = Path(__file__).parents[1] / "examples" / "dbt" / "models" / "sources.yml"
_HEAD = """\
# Made by `make docs` from the lake's tables; edits here are lost.
sources:
  - name: lake
    description: The pinned lake of one home.
    database: lake
    schema: main
    tables:
"""


def sources() -> str:
    """Return the sources of the dbt project."""
    return _HEAD + "".join(_table(name) for name in NAMES)


def _table(name: str) -> str:
    head = f"      - name: {name}\n        description: {_text(NAMES[name].comment)}\n"
    keys = NAMES[name].sort if kind_of(name) == "table" else ()
    columns = []
    for column in columns_of(name):
        columns.append(f"          - name: {column.name}\n")
        columns.append(f"            description: {_text(column.comment)}\n")
        if column.name in keys and not column.nullable:
            columns.append("            data_tests: [not_null]\n")
    return f"{head}        columns:\n{''.join(columns)}"


def _text(words: str) -> str:
    """Return `words` as a YAML string, which any JSON string is."""
    return json.dumps(words, ensure_ascii=False)


if __name__ == "__main__":
    if "--print" in sys.argv:
        print(sources(), end="")
    else:
        PAGE.write_text(sources(), encoding="utf-8")
