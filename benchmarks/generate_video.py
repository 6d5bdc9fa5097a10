"""A film of a guide, with slides, speech and captions: what it costs, beside MoviePy.

The script of a drawn guide becomes a film of 15 seconds or more at 1280 by 720 and 24
frames a second, by the stage's own code. MoviePy makes one of the same slides, times,
fades and sound, where it can be imported (PYTHONPATH=FOLDER after `pip install --target
FOLDER moviepy`); without it there is no ratio. CPU seconds with those of programs that
are begun, in turns, the median of three rounds; for 15 seconds the floor is 8.

    python -m benchmarks.generate_video
"""

import json
import resource
import statistics
import sys
import tempfile
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from enrich.generate.video.film import film
from enrich.generate.video.scenes import (
    FADE,
    FRAMES_A_SECOND,
    Part,
    fitted,
    scenes,
    starts,
)
from enrich.generate.video.slides import Bar, Look, slides
from enrich.generate.video.speech import lengths, spoken, track
from enrich.generate.video.tools import installed
from enrich.generate.work import Fact, Form

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS, FLOOR_S, LASTING_S = 3, 8.0, 15.0
PRICES = (3769, 5145, 2125, 4155, 1965)
TOLD: tuple[tuple[str, str, tuple[str, ...], Form], ...] = (
    ("hook", "Leaf rakes: what do the facts say?", (), "text"),
    ("point_1", "16 products compared.", ("16",), "number"),
    ("point_2", "From 13.49 EUR to 62.70 EUR.", ("13.49 EUR", "62.70 EUR"), "money"),
    ("point_3", "64 opinions of buyers read.", ("64",), "number"),
    ("close", "The rest is in the buying guide.", (), "text"),
)


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    tools = installed()
    if not tools.ffmpeg:
        sys.exit("ffmpeg is not installed: apt-get install ffmpeg espeak-ng")
    told = scenes([_part(slot, text, said, form) for slot, text, said, form in TOLD])
    bars = [Bar(f"Oakley rake {n}", n, f"{n / 100:.2f} EUR") for n in PRICES]
    look = Look(topic="Leaf rakes", kicker="buying guide", bars=bars)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        voices = spoken(told, tools, folder)
        timed = fitted(told, lengths(voices))
        lasting = starts(timed)[-1] / FRAMES_A_SECOND
        ways: dict[str, Callable[[], object]] = {
            "film": lambda: film(told, look, tools)
        }
        if find_spec("moviepy"):
            for place, picture in enumerate(slides(timed, look)):
                (folder / f"{place}.png").write_bytes(picture)
            (folder / "track.wav").write_bytes(track(timed, voices))
            begins = [begin / FRAMES_A_SECOND for begin in starts(timed)]
            ways["moviepy"] = lambda: _moviepy(folder, begins)
        seconds = _measured(ways)
    _print(seconds, lasting)


def _part(slot: str, text: str, said: tuple[str, ...], form: Form) -> Part:
    facts = [
        Fact(said=s, table="offers", column="price_minor", keys=["k"], form=form)
        for s in said
    ]
    return Part(slot=f"video_{slot}", text=text, seconds=3.0, facts=facts)


def _measured(ways: "dict[str, Callable[[], object]]") -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, make in ways.items():
            before = _cpu_s()
            make()
            taken[name].append(_cpu_s() - before)
    return {name: statistics.median(of) for name, of in taken.items()}


def _print(seconds: dict[str, float], lasting: float) -> None:
    each = {n: round(s * LASTING_S / lasting, 2) for n, s in seconds.items()}
    for name, of in seconds.items():
        print(
            f"{name:10} {of:6.2f} CPU-s for {lasting:.1f} s, {each[name]:6.2f} for 15"
        )
    if "moviepy" in each:
        print(f"MoviePy costs {each['moviepy'] / each['film']:.1f} times as much")
    else:
        print("MoviePy is not installed: no ratio")
    met = each["film"] < FLOOR_S
    print(f"under {FLOOR_S:.0f} CPU-s for 15 s: {'met' if met else 'NOT MET'}")
    print(json.dumps({"lasting_s": round(lasting, 2), "cpu_s_for_15_s": each}))
    if not met:
        sys.exit("a floor is not reached")


def _moviepy(folder: Path, begins: list[float]) -> None:
    """Make the same film the way that MoviePy's documentation shows."""
    import moviepy  # type: ignore[import-not-found,unused-ignore] # a peer, by hand

    fade = FADE / FRAMES_A_SECOND
    clips = []
    for place, (begin, end) in enumerate(pairwise(begins)):
        lasting = end - begin + (fade if place < len(begins) - 2 else 0)
        clip = moviepy.ImageClip(str(folder / f"{place}.png")).with_duration(lasting)
        fades = [moviepy.vfx.CrossFadeIn(fade)] if place else []
        clips.append(clip.with_effects(fades).with_start(begin))
    whole = moviepy.CompositeVideoClip(clips).with_duration(begins[-1])
    whole = whole.with_audio(moviepy.AudioFileClip(str(folder / "track.wav")))
    whole.write_videofile(
        str(folder / "peer.mp4"),
        fps=FRAMES_A_SECOND,
        codec="libx264",
        preset="veryfast",
        audio_codec="aac",
        threads=1,
        ffmpeg_params=["-crf", "20", "-pix_fmt", "yuv420p"],
        logger=None,
    )


def _cpu_s() -> float:
    used = (
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
