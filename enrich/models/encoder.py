"""Encoders turn texts into vectors: near texts lie near. One is loaded once a process.

What an encoder is called has the digest of its files in it: rows that another one made
are known by that, and made anew.
"""

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from enrich.errors import ModelUnusable
from enrich.models import hashes, onnxfile, reference, static
from enrich.models.files import Files, Kind, digest, files_of
from enrich.models.place import find
from enrich.models.pooling import Floats
from enrich.settings import EnrichSettings

_SHORT = 12
# A tokenizer that two threads ask at once refuses: "Already borrowed".
_ONE_AT_A_TIME = threading.RLock()


class Encoder(Protocol):
    """What turns texts into vectors of length 1."""

    @property
    def name(self) -> str:
        """What it is called, with the digest of its files."""

    @property
    def dims(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return a row for each of `texts`."""


class Chosen:
    """Which encoder is set, known before it is loaded; workers load it by this."""

    def __init__(self, settings: EnrichSettings, home: str) -> None:
        self._files = (
            files_of(find(settings.encoder, home)) if settings.encoder else None
        )
        self._threads = settings.threads
        self.name = name_of(self._files) if self._files else hashes.NAME

    @property
    def reads_whole(self) -> bool:
        """Whether it reads a text's words together, and not one by one."""
        return self._files is not None and self._files.kind is not Kind.STATIC

    def load(self) -> Encoder:
        """Return the encoder."""
        if self._files is None:
            return hashes.Hashes()
        return load(self._files, self._threads)


def name_of(files: Files) -> str:
    """Return what the encoder in `files` is called."""
    return f"{Path(files.folder).name} {files.kind} {digest(files)[:_SHORT]}"


def load(files: Files, threads: int = 1) -> Encoder:
    """Return the encoder in `files`; a second call gets the same one."""
    with _ONE_AT_A_TIME:
        return _load(files, name_of(files), threads)


class _InTurn:
    """An encoder that threads ask one after the other."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.dims = encoder.dims
        self._encoder = encoder

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return a row for each of `texts`."""
        with _ONE_AT_A_TIME:
            return self._encoder.encode(texts)


# Two: the one in use, and one that it is compared with.
@lru_cache(maxsize=2)
def _load(files: Files, name: str, threads: int) -> Encoder:
    if files.kind is Kind.PIPELINE:
        raise ModelUnusable(
            f"{files.folder} is a pipeline of spaCy, no encoder: it is for"
            " enrich.pipeline"
        )
    if files.kind is Kind.STATIC:
        return _InTurn(static.load(files, name))
    if files.kind is Kind.ONNX:
        return _InTurn(onnxfile.load(files, name, threads))
    return _InTurn(reference.load(files, name, threads))
