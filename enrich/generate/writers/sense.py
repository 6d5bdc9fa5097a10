"""Words that turn the sense of a sentence: an answer has those of its paragraph, no others.

Nothing here understands a sentence. But a writer that changes what is said has to say
low for high, leave out a not, or speak of tests and health; so these words are counted.
"""

import re
from itertools import groupby

from enrich.generate.gate.boasts import CLAIMS

_SENSES = {
    "not": r"not|no|none|nobody|nothing|never|neither|nor|without|hardly|barely|cannot|"
    r"\w+n't|fails?|lacks?",
    "low": r"low(?:er)?|cheap(?:er|ly)?|little|small(?:er)?|begins?|starts?|under|below|"
    r"least|minimum|inexpensive|bargains?",
    "high": r"high(?:er)?|dear(?:er)?|expensive|costly|much|up to|ends?|over|above|most|maximum|"
    r"premium|pricey",
    "rise": r"rises?|rose|risen|grows?|grew|climb(?:s|ed)?|increas(?:e|es|ed)",
    "fall": r"falls?|fell|fallen|drop(?:s|ped)?|sank|decreas(?:e|es|ed)|reduced|"
    r"discount(?:s|ed)?",
    "more": r"more|bigger|larger|longer|greater",
    "less": r"less|fewer|shorter|lesser",
    "good": r"good|great|better|excellent|glad|happy|pleased|reliable|ideal|lovely|"
    r"superb|outstanding|favou?rites?|popular|recommend(?:s|ed)?|quality|worth",
    "bad": r"bad|worse|worst|poor(?:ly)?|sorry|broken?|broke|defect\w*|faulty|junk|"
    r"disappoint\w*|avoid|scams?|fake|frauds?|unsafe|danger\w*",
    "tried": r"test(?:s|ed|ing)?|tried|experts?|experience[ds]?|inspected|reviewed|"
    r"verified|certif\w+|official\w*|approved|endorsed|research\w*|studies|scientific\w*",
    "promise": r"promises?|guarant\w+|warrant\w+|surely|certain(?:ly)?|sure|safe(?:ly|r)?|"
    r"health\w*|medical\w*|cures?|legal\w*|refunds?|free|gratis|must|all|every|any|both",
    "when": r"today|tomorrow|yesterday|now|soon|hurry|last|until|ago|yearly|monthly|daily",
    "who": r"i|my|me|mine|us",
    "machine": r"ai|assistant|prompt|markers?|paragraph|reword\w*|rewrit\w+|instruct\w+|"
    r"password|click|subscribe|visit|buy now|sign up",
}
_WORDS = {
    sense: re.compile(rf"(?<![\w'])(?:{words})(?![\w'])", re.IGNORECASE)
    for sense, words in _SENSES.items()
}
# A word of these has to stand in the paragraph itself; of the others, one of its sense.
_LITERAL = frozenset({"good", "bad", "tried", "promise", "when", "who", "machine"})
# Whoever says twice that prices are low says it once; a second no undoes the first.
_COUNTED = ("not",)


def turned(before: str, after: str) -> str:
    """Return what `after` says in another sense than `before`; empty where nothing."""
    for sense, pattern in _WORDS.items():
        was, found = pattern.findall(before), pattern.findall(after)
        new = _new(found, was) if sense in _LITERAL or not was else ""
        if new:
            return f"{new!r}, of which its paragraph knows nothing"
        if sense in _COUNTED and len(was) != len(found):
            return f"{len(found)} times no, and not {len(was)} times"
    new = _new(CLAIMS.findall(after), CLAIMS.findall(before))
    if new:
        return f"{new!r}, which claims more than its paragraph"
    was_order, order = _order(before), _order(after)
    if len(was_order) > 1 and order and order != was_order:
        return "what is low and what is high in another order"
    return ""


def _new(found: list[str], was: list[str]) -> str:
    known = {word.lower() for word in was}
    return next((word for word in found if word.lower() not in known), "")


def _order(text: str) -> list[str]:
    """Return which of low and high `text` says, one after the other."""
    said = sorted(
        (word.start(), sense)
        for sense in ("low", "high")
        for word in _WORDS[sense].finditer(text)
    )
    return [sense for sense, _ in groupby(sense for _, sense in said)]
