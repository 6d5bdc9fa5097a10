"""What kind of program asks: a browser's family, or the name a robot gives itself.

The whole line that a browser sends tells one person from another; its family does not.
"""

import re
from functools import lru_cache

BROWSERS = ("edge", "opera", "samsung", "firefox", "chrome", "safari")
_LONGEST = 40
# Browsers stay below this; what is longer would only be remembered at length.
_LOOKED_AT = 400
_MARKS = {
    "edge": ("edg/", "edga/", "edgios/"),
    "opera": ("opr/",),
    "samsung": ("samsungbrowser/",),
    "firefox": ("firefox/", "fxios/"),
    "chrome": ("chrome/", "crios/"),
    "safari": ("safari/",),
}
_ROBOT = re.compile(
    # Only where a word begins, or a long one would be gone through from each letter.
    r"(?<![a-z0-9_.-])[a-z0-9_.-]*(?:bot|crawl|spider|slurp|scrap|preview|monitor|headless|lighthouse"
    r"|externalhit|fetcher)[a-z0-9_.-]*"
)
_FIRST = re.compile(r"[a-z0-9_.-]+")


def family(agent: str) -> str:
    """Return the family of the program that calls itself `agent`."""
    return _family(agent[:_LOOKED_AT])


@lru_cache(maxsize=4_096)
def _family(agent: str) -> str:
    told = agent.lower()
    robot = _ROBOT.search(told)
    if robot:
        return robot[0][:_LONGEST]
    if told.startswith("mozilla/"):
        for name, marks in _MARKS.items():
            if any(mark in told for mark in marks):
                return name
    first = _FIRST.search(told)
    return first[0][:_LONGEST] if first else "none"
