from pathlib import Path

import pytest

from lake.ask import ask
from lake.pin import pin
from lake.store import Lake

ROOT = Path(__file__).parents[2]
QUESTIONS = sorted((ROOT / "tools" / "questions").glob("*.sql"))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = tmp_path_factory.mktemp("questions") / "home"
    pin(Lake.open(made))
    return made


def test_there_are_ten_questions():
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_every_question_is_one_that_the_lake_understands(home, path):
    assert ask(home, path.read_text()).num_columns > 1


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_page_holds_the_question_and_an_answer(path):
    page = (ROOT / "docs" / "questions.md").read_text()
    words, _, sql = path.read_text().partition("\n")
    after = page.split(f"{words.removeprefix('-- ')}\n\n```sql\n{sql}```\n")[1]
    assert len(after.split("```text\n")[1].split("```")[0].splitlines()) > 2
