"""Make docs/questions.md: ten questions with the answers that a home gives.

harvestman demo --once --home /tmp/demo
harvestman demo --once --day 1 --home /tmp/demo
python -m tools.questions /tmp/demo
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from jobs.cli.grid import grid
from lake.ask import ask

FOLDER = Path(__file__).parent / "questions"
PAGE = Path(__file__).parents[1] / "docs" / "questions.md"
_HEAD = """\
<!-- Made by `python -m tools.questions HOME`; the questions lie in tools/questions/. -->

# Ten questions

Asked of the lake that `harvestman demo --once` and `harvestman demo --once --day 1` make: \
six shops, blogs, a forum and a news site, seen on two days. Every one is one statement \
for `harvestman lake sql`, for `lake.connect()` in Python, or for `duckdb lake.duckdb`.
"""


def questions() -> Iterator[tuple[str, str]]:
    """Return each question in words and in SQL."""
    for path in sorted(FOLDER.glob("*.sql")):
        words, _, sql = path.read_text(encoding="utf-8").partition("\n")
        yield words.removeprefix("-- "), sql


def page(home: Path) -> str:
    """Return docs/questions.md with the answers of `home`."""
    parts = [_HEAD]
    for number, (words, sql) in enumerate(questions(), 1):
        answer = "\n".join(grid(ask(home, sql), None).lines)
        parts.append(
            f"## {number}. {words}\n\n```sql\n{sql}```\n\n```text\n{answer}\n```\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
