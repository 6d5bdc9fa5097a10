"""Which tests show each requirement on the shop's safety.

A test that does says so with `@pytest.mark.requirement(NUMBER)`;
`pytest -m requirement` runs them all.
"""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
MARKED = re.compile(
    r"^@pytest\.mark\.requirement\((\d+)\)\n(?:[@\s\])].*\n|\n)*?(?:async )?def (test_\w+)",
    re.MULTILINE,
)
REQUIREMENTS = {
    2: "passwords are tried a few times, and nothing tells who there is",
    3: "logins get new ids, and end with whoever is shut out",
    5: "cookies are __Host-, Secure, HttpOnly and SameSite=Lax",
    6: "nothing that changes anything is done for a form of another site",
    7: "every answer carries the headers, and pages keep to their policy in a browser",
    8: "crawled text stays text: in pages, data blocks, addresses and CSV",
    9: "each route of the console lets in those alone who may",
    12: "what is paid is decided here, whatever a form says",
    14: "messages of the gateway count once, when they are true and of now",
    13: "nothing is sold twice, and one submit is one order",
    16: "out-links lead to where the catalogue says, and every click is kept",
    17: "nobody makes a server of ours ask inside its own network",
    18: "pictures are decoded within bounds and drawn anew",
    20: "how much and how often one visitor may ask is bounded",
}


@pytest.fixture(scope="module")
def shown():
    found = {}
    for path in TESTS.rglob("test_*.py"):
        for number, name in MARKED.findall(path.read_text()):
            found.setdefault(int(number), []).append(name)
    return found


@pytest.mark.parametrize("number", REQUIREMENTS)
def test_each_requirement_is_shown_by_tests(shown, number):
    assert len(shown.get(number, [])) >= 2, REQUIREMENTS[number]


def test_no_test_shows_a_requirement_that_is_not_listed(shown):
    assert set(shown) == set(REQUIREMENTS)
