"""Scenes as pictures, set by typst: what they say is data there, and never mark-up."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import typst

from enrich.generate.video.scenes import Scene

_TEMPLATE = Path(__file__).with_name("slides.typ")


class Bar(msgspec.Struct, frozen=True):
    """One bar of the chart: its name, how long it is, what is written at its end."""

    name: str
    value: int
    said: str


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same on all slides of a film, and the chart that one of them has."""

    topic: str
    kicker: str
    seed: int = 0
    bars: list[Bar] = []
    # In dots; the slides are laid out for 1280 by 720 and scaled.
    wide: int = 1280


def slides(scenes: Sequence[Scene], look: Look) -> list[bytes]:
    """Return each scene as a PNG."""
    given = {"scenes": scenes, "look": look}
    pages = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"film": msgspec.json.encode(given).decode()},
        ignore_system_fonts=True,
        format="png",
        ppi=72 * look.wide / 1280,
    )
    return pages if isinstance(pages, list) else [pages]
