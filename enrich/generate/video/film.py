"""Slides and sound to a film: cross-fades by ffmpeg, the same bytes each time.

A slide is decoded once and held, and of what stands still one frame a second is kept:
that halves the work. The film has one thread and no clock in it, so that the same slides
are the same file. What ffmpeg is told are numbers and names of our own files.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from enrich.generate.video.scenes import FADE, FRAMES_A_SECOND, Scene, fitted, starts
from enrich.generate.video.slides import Look, slides
from enrich.generate.video.speech import lengths, spoken, track
from enrich.generate.video.subtitles import subtitles
from enrich.generate.video.tools import LIMIT_S, Tools, run

_STILL = ("-preset", "veryfast", "-tune", "stillimage", "-crf", "20")
_SAME = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")
_ALONE = ("-filter_threads", "1", "-filter_complex_threads", "1")


class Film(msgspec.Struct, frozen=True):
    """A film in its files."""

    mp4: bytes
    srt: bytes
    poster: bytes


def film(
    told: Sequence[Scene], look: Look, tools: Tools, limit_s: float = LIMIT_S
) -> Film:
    """Return the film of scenes that have no lengths yet."""
    with TemporaryDirectory(prefix="harvestman-film-") as name:
        folder = Path(name)
        voices = spoken(told, tools, folder)
        scenes = fitted(told, lengths(voices))
        pictures = slides(scenes, look)
        for place, picture in enumerate(pictures):
            (folder / f"{place}.png").write_bytes(picture)
        (folder / "track.wav").write_bytes(track(scenes, voices))
        captions = subtitles(scenes).encode()
        (folder / "captions.srt").write_bytes(captions)
        run([tools.ffmpeg, *_arguments(scenes)], folder, limit_s=limit_s)
        return Film((folder / "film.mp4").read_bytes(), captions, pictures[0])


def _arguments(scenes: Sequence[Scene]) -> list[str]:
    rate = str(FRAMES_A_SECOND)
    inputs = [
        word
        for place in range(len(scenes))
        for word in ("-threads", "1", "-framerate", rate, "-i", f"{place}.png")
    ]
    many = len(scenes)
    return [
        *("-nostdin", "-hide_banner", "-loglevel", "error", "-y", *_ALONE),
        *(*inputs, "-i", "track.wav", "-i", "captions.srt"),
        *("-filter_complex", _faded(scenes), "-map", "[film]"),
        *("-map", f"{many}:a", "-map", f"{many + 1}:s"),
        *("-c:v", "libx264", *_STILL, "-pix_fmt", "yuv420p", "-threads", "1"),
        *("-c:a", "aac", "-b:a", "96k", "-c:s", "mov_text"),
        *("-map_metadata", "-1", "-metadata:s:s:0", "language=eng"),
        *(*_SAME, "-fps_mode", "vfr"),
        *("-movflags", "+faststart", "film.mp4"),
    ]


def _faded(scenes: Sequence[Scene]) -> str:
    """Return the filter: each slide held, and the next one laid over its end."""
    clock = f"settb=1/{FRAMES_A_SECOND},setpts=N,fps={FRAMES_A_SECOND}"
    last = len(scenes) - 1
    held = [
        f"[{n}:v]format=yuv420p,loop={_held(scene, n == last) - 1}:1:0,{clock}[held{n}]"
        for n, scene in enumerate(scenes)
    ]
    fade, before = FADE / FRAMES_A_SECOND, "held0"
    held.append(f"[whole]select='{_kept(scenes)}'[film]")
    for n, begin in enumerate(starts(scenes)[1:-1], 1):
        name = "whole" if n == last else f"faded{n}"
        times = f"duration={fade:.6f}:offset={begin / FRAMES_A_SECOND:.6f}"
        held.append(f"[{before}][held{n}]xfade=transition=fade:{times}[{name}]")
        before = name
    return ";".join(held)


def _kept(scenes: Sequence[Scene]) -> str:
    """Return which frames are: all of a fade, one a second, and the last one.

    A frame's number is told by its time: where two slides meet, one is left out.
    """
    *begins, end = starts(scenes)
    number = f"round(t*{FRAMES_A_SECOND})"
    fades = (f"between({number},{begin},{begin + FADE})" for begin in begins[1:])
    still = (f"not(mod({number},{FRAMES_A_SECOND}))", f"eq({number},{end - 1})")
    return "+".join((*still, *fades))


def _held(scene: Scene, is_last: bool) -> int:
    """Return how many frames of a slide there are: it stays below the next one's fade."""
    return scene.frames + (0 if is_last else FADE)
