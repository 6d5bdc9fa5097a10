"""The script of a video: a hook, three to five points, a close, and how long each is said.

Spoken English has some 150 words a minute; who reads a slide takes no less.
"""

from collections.abc import Sequence

from enrich.generate.work import Text

_WORDS_A_SECOND = 2.4
_LEAST_S, _PAUSE_S = 2.5, 0.6
FEWEST, MOST = 3, 5


def script(hook: Text | None, sayings: Sequence[Text], close: Text) -> dict[str, Text]:
    """Return the parts of a script by their slots; nothing where too little is known."""
    if hook is None or len(sayings) < FEWEST:
        return {}
    points = {f"video_point_{n}": text for n, text in enumerate(sayings[:MOST], 1)}
    return {"video_hook": hook, **points, "video_close": close}


def seconds(text: str) -> float:
    """Return how long `text` is said or read, in seconds."""
    spoken = len(text.split()) / _WORDS_A_SECOND + _PAUSE_S
    return round(max(_LEAST_S, spoken), 1)
