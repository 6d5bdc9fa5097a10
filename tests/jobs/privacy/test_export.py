"""What is held of a person is given out, by place."""

import json
from pathlib import Path

from cli_calls import Say, answer
from people_home import ANN, CLICK, COOKIE, MAIL, SESSION, STORY, WORDS, page


def held(say: Say, who: str) -> dict[str, int]:
    found = answer(say("privacy", "export", who, "--json"))
    return {name: len(rows) for name, rows in found["held"].items()}


def test_an_author_gets_what_he_or_she_wrote(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "ann.json"
    code, shown, _ = say("privacy", "export", f"  {ANN.upper()} ", "-o", str(file))
    found = json.loads(file.read_text())
    (said,) = found["held"]["lake.opinions"]
    assert (code, said["url"], WORDS in said["text"]) == (0, page("a.test"), True)
    assert [row["url"] for row in found["held"]["lake.articles"]] == [STORY]
    assert (file.stat().st_mode & 0o077, str(file) in shown) == (0, True)


def test_whoever_runs_the_shop_gets_the_account(say: Say) -> None:
    found = answer(say("privacy", "export", MAIL.upper(), "--json"))["held"]
    (account,) = found["ledger.users"]
    assert (account["email"], account["role"]) == (MAIL, "staff")
    assert "password_hash" not in account


def test_visitors_get_what_they_looked_at_and_kept(say: Say) -> None:
    assert held(say, COOKIE) == {"lake.shop_events": 1, "events/visitors.db": 1}
    assert held(say, SESSION) == {"ledger.sessions": 1}
    # A sub-id leads to all clicks of that day, and to those of nobody else.
    assert held(say, CLICK) == {"lake.shop_events": 2}


def test_a_name_that_others_write_is_found_in_their_words(say: Say) -> None:
    found = answer(say("privacy", "export", "this  IS sentence", "--json"))
    (told,) = found["told"]["lake.articles"]
    assert (found["held"], [*found["told"]]) == ({}, ["lake.articles"])
    assert (told["column"], told["url"]) == ("text", STORY)


def test_what_names_nobody_is_refused(say: Say) -> None:
    code, _, complained = say("privacy", "export", " a ")
    assert (code, "names nobody" in complained) == (1, True)
