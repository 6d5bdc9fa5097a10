"""A script as scenes: what stands on each slide, and for how long.

0      lead    speech          tail | next scene
|-fade-|----------------------------|-fade-|
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from enrich.generate.work import Fact

FRAMES_A_SECOND = 24
# The next slide comes in over so many frames.
FADE = 10
LEAD_S, _TAIL_S = 0.5, 0.6
LEAST_S, MOST_S = 15.0, 30.0
# Who watches has read enough after so many.
_MOST_POINTS = 4
_FEWEST_POINTS = 3


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a script as the lake has it."""

    slot: str
    text: str
    seconds: float
    facts: list[Fact] = []


class Run(msgspec.Struct, frozen=True):
    """Some words of a slide; a figure is set large."""

    text: str
    is_figure: bool = False


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """One slide: its role, its words, how many frames it is shown.

    A chart of prices stands beside words that name prices.
    """

    role: str
    text: str
    runs: list[Run]
    frames: int = 0


def scenes(parts: Sequence[Part]) -> list[Scene]:
    """Return the scenes of a script, hook first, as yet without their lengths."""
    by_slot = {part.slot: part for part in parts}
    points = sorted(slot for slot in by_slot if slot.startswith("video_point_"))
    order = ["video_hook", *points[:_MOST_POINTS], "video_close"]
    return [_scene(by_slot[slot]) for slot in order]


def fitted(all_of: Sequence[Scene], spoken: Mapping[str, float]) -> list[Scene]:
    """Return scenes as long as they are read and spoken, 15 to 30 seconds in all.

    Points are left out from the last on where there would be more.
    """
    kept = [*all_of]
    while _seconds(kept, spoken) > MOST_S and len(kept) > _FEWEST_POINTS + 2:
        del kept[-2]
    short = max(0.0, LEAST_S - _seconds(kept, spoken)) / len(kept)
    return [
        msgspec.structs.replace(one, frames=_frames(length(one, spoken) + short))
        for one in kept
    ]


def length(scene: Scene, spoken: Mapping[str, float]) -> float:
    """Return for how many seconds `scene` has to be shown."""
    return max(reading_s(scene.text), LEAD_S + spoken.get(scene.text, 0.0) + _TAIL_S)


def reading_s(text: str) -> float:
    """Return how long it takes to read `text` off a slide."""
    return 1.2 + len(text.split()) / 3.5


def starts(of: Sequence[Scene]) -> list[int]:
    """Return with which frame each scene begins, and the end of the last."""
    found = [0]
    for scene in of:
        found.append(found[-1] + scene.frames)
    return found


def _seconds(of: Sequence[Scene], spoken: Mapping[str, float]) -> float:
    return sum(length(scene, spoken) for scene in of)


def _frames(seconds: float) -> int:
    return -(-int(seconds * 1000) * FRAMES_A_SECOND // 1000)


def _scene(part: Part) -> Scene:
    role = part.slot.removeprefix("video_").partition("_")[0]
    if role == "point" and any(fact.form == "money" for fact in part.facts):
        role = "chart"
    return Scene(role=role, text=part.text, runs=list(_runs(part.text, part.facts)))


def _runs(text: str, facts: Sequence[Fact]) -> Iterator[Run]:
    """Yield the words of `text` with the figures in it apart."""
    places, begin = [], 0
    for fact in facts:
        at = text.find(fact.said, begin)
        if at >= 0:
            begin = at + len(fact.said)
            places.append((at, begin))
    for (_, end), (at, behind) in pairwise([(0, 0), *places]):
        if at > end:
            yield Run(text[end:at])
        yield Run(text[at:behind], is_figure=True)
    rest = text[places[-1][1] :] if places else text
    if rest:
        yield Run(rest)
