"""A static model made from one that reads texts: every token of its vocabulary is read once.

The vectors keep their most telling directions (principal components), evened out by half,
and a token weighs the less the more frequent it is. Vocabularies are in order of
frequency, so a token's rank tells that (Zipf's law), and no texts are needed.
"""

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enrich.errors import ModelRefused
from enrich.models import onnxfile, reference, static
from enrich.models.files import Files, Kind, files_of
from enrich.models.pooling import Floats
from enrich.models.samples import agreement
from enrich.models.store import copy_files
from enrich.models.tokens import tokenizer
from enrich.models.transformer import Transformer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DIMS = 256
# The smoothing of SIF (Arora and others, 2017), whose 1e-4 leaves frequent tokens more: over
# titles and reviews, likenesses agree by .61 and .29 with this, by .56 and .25 with that.
_SMOOTH = 3e-5
_LEAST_SPREAD = 1e-6
_BATCH = 512
_EMPTY = re.compile(r"\[unused\d+\]|<[^>]+>")

Watch = Callable[[int, int], None]


def distil(
    files: Files,
    folder: Path,
    watch: Watch,
    threads: int = 1,
    only: Collection[int] = (),
) -> float:
    """Write a static model of `files` into `folder`; return how it agrees with them.

    With `only`, these tokens alone are read, and the others say nothing.
    """
    source = _source(files, threads)
    copy_files(files, ("tokenizer.json",), folder)
    tokens = tokenizer(folder)
    vectors = _vectors(source, tokens, watch, only)
    matrix = _reduced(vectors) * _weights(len(vectors))[:, None]
    np.save(folder / "static.npy", matrix.astype(np.float16))
    return agreement(static.load(files_of(folder), "static"), source)


def _source(files: Files, threads: int) -> Transformer:
    if not (Path(files.folder) / "tokenizer.json").is_file():
        raise ModelRefused(f"{files.folder} has no tokenizer.json to make a model with")
    if files.kind is Kind.REFERENCE:
        return reference.load(files, "source", threads)
    if files.kind is Kind.ONNX:
        return onnxfile.load(files, "source", threads)
    raise ModelRefused(
        f"{files.folder} is {files.kind}; only a model that reads texts can be distilled"
    )


def _vectors(
    source: Transformer, tokens: "Tokenizer", watch: Watch, only: Collection[int]
) -> Floats:
    """Return what the source makes of each token alone; of special ones, nothing."""
    size = tokens.get_vocab_size()
    before, after = _ends(tokens)
    special = tokens.get_added_tokens_decoder()
    names = (
        (number, tokens.id_to_token(number))
        for number in sorted({*only}) or range(size)
    )
    said = [
        number
        for number, name in names
        if name and number not in special and not _EMPTY.fullmatch(name)
    ]
    found = np.zeros((size, source.dims), np.float32)
    for start in range(0, len(said), _BATCH):
        some = said[start : start + _BATCH]
        rows = [[*before, number, *after] for number in some]
        found[some] = source.of_tokens(rows)
        watch(start + len(some), len(said))
    return found


def _ends(tokens: "Tokenizer") -> tuple[list[int], list[int]]:
    """Return which tokens stand before and behind those of a text."""
    word = tokens.encode("a", add_special_tokens=False).ids
    whole = tokens.encode("a").ids
    at = next((i for i in range(len(whole)) if whole[i : i + len(word)] == word), 0)
    return whole[:at], whole[at + len(word) :]


def _reduced(vectors: Floats) -> Floats:
    """Return `vectors` around their mean, in the directions in which they differ most."""
    said = np.abs(vectors).sum(axis=1) > 0
    centred = vectors[said] - vectors[said].mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    kept = directions[:, ::-1][:, :DIMS]
    found = np.zeros((len(vectors), kept.shape[1]), np.float32)
    reduced = centred @ kept
    # The first directions tell tokens apart more than meanings: evened out by half,
    # likenesses agree by .56 with the source's instead of .49.
    found[said] = reduced / np.sqrt(np.maximum(reduced.std(axis=0), _LEAST_SPREAD))
    return found


def _weights(size: int) -> Floats:
    share = 1 / np.arange(2, size + 2)
    share /= share.sum()
    found: Floats = (_SMOOTH / (_SMOOTH + share)).astype(np.float32)
    return found
