"""Captions beside a film, for those who do not hear it (SubRip)."""

from collections.abc import Sequence
from textwrap import wrap

from enrich.generate.video.scenes import FADE, FRAMES_A_SECOND, Scene, starts

_LONGEST_LINE = 42
# Players take these for mark-up, or for a line of times.
_LOOKS = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})


def subtitles(scenes: Sequence[Scene]) -> str:
    """Return what each scene says, and when."""
    begins = starts(scenes)
    cues = [
        f"{place}\n{_time(begin + FADE)} --> {_time(begin + scene.frames)}\n"
        + "\n".join(wrap(scene.text.translate(_LOOKS), _LONGEST_LINE))
        for place, (begin, scene) in enumerate(zip(begins, scenes, strict=False), 1)
    ]
    return "\n\n".join(cues) + "\n"


def _time(frame: int) -> str:
    milliseconds = frame * 1000 // FRAMES_A_SECOND
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02},{rest:03}"
