from pathlib import Path
from typing import Any

import pytest

from lake.ask import ask

QUESTIONS = sorted((Path(__file__).parents[2] / "tools" / "questions").glob("*.sql"))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_every_question_has_an_answer(
    home: Path, next_day: dict[str, Any], path: Path
) -> None:
    assert ask(home, path.read_text()).num_rows > 0
