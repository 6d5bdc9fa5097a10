"""What is said aloud: each scene by espeak-ng, laid on one track as long as the film."""

import io
import re
import wave
from collections.abc import Mapping, Sequence
from pathlib import Path

from enrich.generate.video.scenes import FRAMES_A_SECOND, LEAD_S, Scene, starts
from enrich.generate.video.tools import Tools, run

_RATE = 22050
_WORDS_A_MINUTE = "160"
# What a voice would spell, or take for an instruction: `[[` begins phonemes.
_SAID = {"EUR": "euros", "USD": "dollars", "GBP": "pounds", "%": "percent"}
_SIGNS = re.compile(r"[^\w\s.,:;?!'’-]")


def spoken(scenes: Sequence[Scene], tools: Tools, folder: Path) -> dict[str, bytes]:
    """Return the samples of each scene's words; nothing without a voice."""
    if not tools.voice:
        return {}
    return {scene.text: _voiced(scene.text, tools.voice, folder) for scene in scenes}


def lengths(voices: Mapping[str, bytes]) -> dict[str, float]:
    """Return for how many seconds each is spoken."""
    return {text: len(samples) / 2 / _RATE for text, samples in voices.items()}


def track(scenes: Sequence[Scene], voices: Mapping[str, bytes]) -> bytes:
    """Return the sound of the whole film as a WAV file: it ends with the last frame."""
    begins = starts(scenes)
    sound = bytearray(2 * _sample(begins[-1]))
    for scene, begin in zip(scenes, begins, strict=False):
        at = 2 * (_sample(begin) + int(LEAD_S * _RATE))
        samples = voices.get(scene.text, b"")[: len(sound) - at]
        sound[at : at + len(samples)] = samples
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(bytes(sound))
    return written.getvalue()


def said(text: str) -> str:
    """Return `text` as a voice reads it well."""
    for written, word in _SAID.items():
        text = text.replace(written, word)
    return _SIGNS.sub(" ", text)


def _voiced(text: str, voice: str, folder: Path) -> bytes:
    options = ["-v", "en-us", "-s", _WORDS_A_MINUTE, "-w", "said.wav", "--stdin"]
    run([voice, *options], folder, said(text))
    with wave.open(str(folder / "said.wav"), "rb") as file:
        return file.readframes(file.getnframes())


def _sample(frame: int) -> int:
    return round(frame * _RATE / FRAMES_A_SECOND)
