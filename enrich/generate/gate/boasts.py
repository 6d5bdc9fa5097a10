"""Words that claim more than a writer can know without counting, paying or trying."""

import re

from enrich.generate.adjectives import MORE

# What ends in -est and is no superlative; what is one needs a fact.
_NO_MOST = (
    *("arr", "att", "beh", "ch", "cont", "cr", "conqu", "cong", "det", "dig", "earn"),
    *("ever", "for", "rainfor", "gu", "harv", "hon", "dishon", "inc", "inf", "ing"),
    *("inter", "inv", "j", "l", "manif", "mod", "immod", "n", "p", "pri", "prot"),
    *("qu", "bequ", "inqu", "r", "requ", "sugg", "temp", "t", "v", "w", "northw"),
    *("southw", "midw", "z", "div", "budap", "unr", "backr", "armr", "headr", "footr"),
)
_SUPERLATIVES = (
    rf"(?!(?:{'|'.join(_NO_MOST)})est\b)\w+est",
    r"worst|leading|unbeatable|unmatched|unique\w*|unrivall?ed|unequall?ed|unparallell?ed",
    r"peerless|superior|ultimate|perfect|top|most|least|only|number one|no\. one",
    r"out(?:sell|sold|perform|last|class|shin)\w*|surpass\w*",
)
_COMPARISONS = (
    MORE,
    # A lower price may be meant, where nothing is said to be it.
    r"(?:is|are|was|were|costs?) (?:much |far |even |still )?(?:lower|higher|fewer)",
    r"(?:more|less|fewer) than|(?!rather|other|either)\w+er than",
)
_WHO = "shop|seller|store|buyer|customer|reader|tester|brand|maker|rival"
_ALL = (
    r"never|always|every(?:body|one|where)|no one",
    r"nobody (?!(?:paid to stand|looked)\b)",
    r"none (?:asks?|costs?|sells?|lasts?|comes?)",
    rf"(?:every|no other|all|all the|all other) (?:other )?(?:{_WHO})s?",
)
_NUMBERS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty-\w+",
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety",
    r"dozens?|hundreds?|thousands?|millions?|percent|twice|thrice|doubl(?:e[ds]?|ing)",
    r"tripl(?:e[ds]?|ing)|quadrupl\w+|hal(?:f|ves?|ved|ving)|thirds?|quarter(?:s|ed)?",
    r"(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|hundred|\w+teen)ths?",
    r"(?!(?:un|re|mani|blind|scaf|bill|in|en)fold\b)\w+fold",
)
_WORDS_OF_HONOUR = (
    r"guarantee[ds]?|proven|certified|awards?|award-\w+|endors\w+|sponsor\w*|experts?",
    r"tested|our tests?|tested by|clinically|scientifically|hands-on",
    r"we (?:have )?(?:tried|used|weighed)|pa(?:y|ys|id) us",
    r"(?<!no shop )(?<!nobody )pa(?:y|ys|id) (?:to stand|for (?:a|its|their|this) place)",
)
CLAIMS = re.compile(
    rf"\b(?:{'|'.join(_SUPERLATIVES + _COMPARISONS + _ALL + _NUMBERS + _WORDS_OF_HONOUR)})\b",
    re.IGNORECASE,
)
