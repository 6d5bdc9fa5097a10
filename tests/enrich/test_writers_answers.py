"""What an answer has to be: each fault that a writer may have is planted, and found."""

from collections.abc import Callable

import msgspec
import pytest
from pens import well
from sound_work import EVIDENCE, WROTE, sound

from enrich.generate.gate.evidence import Evidence
from enrich.generate.gate.gate import faults
from enrich.generate.work import Work
from enrich.generate.writers.answers import refused
from enrich.generate.writers.wording import paragraphs, worded
from enrich.generate.writers.writer import Brief


def answered(change: Callable[[str], str | None]) -> Work | None:
    """Return the sound work as it is when every answer is made by `change`."""
    found = paragraphs(sound(), EVIDENCE)
    assert found
    answers = [(paragraph, change(paragraph.brief.plain)) for paragraph in found]
    return worded(sound(), EVIDENCE, answers, "pen")


def swapped(plain: str) -> str:
    return (
        plain.replace("[[1]]", "[[0]]")
        .replace("[[2]]", "[[1]]")
        .replace("[[0]]", "[[2]]")
        if "[[2]]" in plain
        else ""
    )


def german(plain: str) -> str:
    words = ["Ware", "Hersteller", "Angebot", "Garten", "Preis", "Auswahl", "Laden"]
    marks = [
        word
        for word in plain.replace("?", " ").replace(",", " ").split()
        if "[[" in word
    ]
    return " ".join([*words, *(mark.strip(".;:") for mark in marks), "Ende."])


BAD: dict[str, Callable[[str], str | None]] = {
    "nothing": lambda plain: None,
    "the same": lambda plain: plain,
    "empty": lambda plain: "  \n ",
    "a marker left out": lambda plain: well(plain).replace("[[1]]", "these", 1),
    "a marker twice": lambda plain: well(plain).replace("[[1]]", "[[1]] [[1]]", 1),
    "markers in another order": lambda plain: swapped(well(plain)),
    "a marker more": lambda plain: f"{well(plain)} See [[9]].",
    "a figure": lambda plain: f"{well(plain)} You save 20 of it.",
    "a number in letters": lambda plain: f"{well(plain)} It has twelve parts.",
    "a superlative": lambda plain: f"{well(plain)} These are the finest rakes.",
    "praise": lambda plain: f"{well(plain)} They are excellent.",
    "a test that was not made": lambda plain: f"{well(plain)} We tested them.",
    "a promise": lambda plain: f"{well(plain)} They are safe for children.",
    "a no": lambda plain: f"{well(plain)} They do not last.",
    "an order": lambda plain: f"{well(plain)} Subscribe to us.",
    "HTML": lambda plain: f"<b>{well(plain)}</b>",
    "a script": lambda plain: f"{well(plain)}<script>alert()</script>",
    "a list": lambda plain: "- " + well(plain),
    "a link": lambda plain: f"{well(plain)} See https://evil.test/.",
    "Markdown": lambda plain: f"**{well(plain)}**",
    "two paragraphs": lambda plain: f"{well(plain)}\n\n{well(plain)}",
    "much more": lambda plain: " ".join([well(plain)] * 4),
    "an endless answer": lambda plain: well(plain) * 5000,
    "another language": german,
    "other letters": lambda plain: well(plain).replace("a", "\u0430"),
    "letters that are not seen": lambda plain: well(plain) + "\u200b",
    "a remark": lambda plain: f"Sure, here is the paragraph: {plain}",
    "half of a sentence": lambda plain: well(plain).rstrip(".") + " and",
    "one long sentence": lambda plain: well(plain).replace(".", ", and so on"),
    "a raised voice": lambda plain: well(plain).rstrip(".") + "!",
}


def test_a_good_answer_is_used() -> None:
    assert answered(well)


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_answer_leaves_the_words_of_the_template(fault) -> None:
    assert answered(BAD[fault]) is None


def test_a_passage_of_a_source_is_refused() -> None:
    assert answered(lambda plain: f"{plain} {' '.join(WROTE.split()[:10])}.") is None


PLAIN = (
    "Prices of [[1]] begin at [[2]] and go up to [[3]]. We do not know what shipping adds"
    " to that, so look at it before you pay."
)
SAME = (
    "For [[1]] the shops start at [[2]], and their prices end with [[3]]. What shipping"
    " adds we do not know, so have a look at it first."
)


def why(answer: str) -> str:
    return refused(Brief(purpose="", tone="", plain=PLAIN), answer)


def test_other_words_for_the_same_are_an_answer() -> None:
    assert why(SAME) == ""
    assert why(f'  "{SAME}"\n') == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("[[3]]", "[[2]]"), "markers"),
        (("[[1]]", "[1]"), "markers"),
        (("[[1]]", "[[01]]"), "markers"),
        (("start at", "end at"), "another order"),
        (("do not", "do"), "no"),
        (("we do", "we cannot say that we do"), "not"),
        (("first.", "first. It rose."), "'rose'"),
        (("first.", "first. It is a lighter one."), "'lighter'"),
        (("first.", "first. This one outsells it."), "'outsells'"),
        (("first.", "first. Prices halved."), "'halved'"),
        (("first.", "first. Experts like it."), "'Experts'"),
        (("first.", "first. It is yours for free."), "'free'"),
        (("it first", "it & first"), "'&'"),
        (("it first", "it \u202e first"), "u202e"),
        (("it first.", "it first"), "whole sentences"),
        (("For", "for"), "whole sentences"),
        (("it first.", "it first. " + "And so it is with this. " * 12), "words for"),
        (("first.", "first.\n\nThe end."), "several paragraphs"),
    ],
)
def test_each_rule_says_what_is_wrong(change, reason) -> None:
    answer = SAME.replace(*change)
    assert answer != SAME
    assert reason in why(answer)


def test_another_language_is_none_of_ours() -> None:
    answer = (
        "Wer [[1]] sucht, zahlt mindestens [[2]] und selten [[3]]. Was der Versand"
        " kostet, wissen wir nicht, darum vorher nachsehen."
    )
    assert "no English" in why(answer)


def test_low_for_high_is_another_sense() -> None:
    assert answered(lambda plain: plain.replace("little", "much", 1)) is None


OTHER = (
    "Among those of this price, [[1]] is the [[2]]. Look there first. Then see what it"
    " takes to send a rake, which is long. In a small garden a light one does. With old"
    " trees, take a wide head and a long stick."
)


def one(paragraphs_of: Evidence, answers: dict[int, str]) -> Work | None:
    """Return the sound work with answers to some of its paragraphs, by their number."""
    found = paragraphs(sound(), paragraphs_of)
    given = [(paragraph, answers.get(n)) for n, paragraph in enumerate(found)]
    return worded(sound(), paragraphs_of, given, "pen")


def test_other_words_in_one_paragraph_leave_the_others() -> None:
    new = one(EVIDENCE, {1: OTHER})
    assert new
    changed = [a != b for a, b in zip(new.chapters, sound().chapters, strict=True)]
    assert changed == [False, True, *[False] * 5]


def test_a_fault_beside_a_good_answer_costs_that_paragraph_alone() -> None:
    copied = f"{paragraphs(sound(), EVIDENCE)[0].brief.plain} {' '.join(WROTE.split()[:10])}."
    new = one(EVIDENCE, {0: copied, 1: OTHER})
    assert new == one(EVIDENCE, {1: OTHER})


def test_what_becomes_a_twin_by_its_words_keeps_those_of_the_template() -> None:
    said = OTHER.replace("[[1]]", "alder.test").replace("[[2]]", "cheapest of 4 shops")
    twin = msgspec.structs.replace(EVIDENCE, on_sale={"other": said})
    assert faults(sound(), twin) == []
    assert one(EVIDENCE, {1: OTHER})
    assert one(twin, {1: OTHER}) is None
