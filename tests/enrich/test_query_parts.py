from pathlib import Path

import pytest

import enrich
from enrich.queries import source

ROOM = Path(enrich.__file__).parent


@pytest.mark.parametrize("word", ["tdm_reserved", "lower(concat_ws(' ', c.title"])
def test_what_several_queries_ask_is_said_in_one_file(word) -> None:
    holding = [file for file in ROOM.rglob("*.sql") if word in file.read_text()]
    assert [file.parent.name for file in holding] == ["parts"]


def test_parts_may_name_parts_and_casts_stay() -> None:
    whole = source("scoring/score.sql")
    assert "judged as (" in whole
    assert "is not null)::int" in whole


def test_no_query_is_left_with_a_part_that_is_none() -> None:
    parts = {file.stem for file in (ROOM / "parts").iterdir()}
    used = [source(str(file.relative_to(ROOM))) for file in ROOM.rglob("*.sql")]
    assert not [part for part in parts for text in used if f":{part}" in text]
