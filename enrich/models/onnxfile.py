"""Models as one file for onnxruntime: no torch, a tenth of the room, the same vectors."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from enrich.errors import ModelUnusable
from enrich.models.files import Files
from enrich.models.pooling import Floats, Numbers, Pooling, pooled, pooling_of
from enrich.models.tokens import longest, padding, tokenizer
from enrich.models.transformer import Transformer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Which output has the tokens' vectors, in the names that exporters give; else the first.
_OUTPUTS = ("last_hidden_state", "token_embeddings", "sentence_embedding")


def load(files: Files, name: str, threads: int) -> Transformer:
    """Return the encoder in `files`."""
    folder = Path(files.folder)
    session = _session(files.path, threads)
    given = tuple(one.name for one in session.get_inputs())
    has = [one.name for one in session.get_outputs()]
    output = next((one for one in _OUTPUTS if one in has), has[0])
    run = partial(_run, session, given, output, pooling_of(folder))
    tokens = tokenizer(folder)
    tokens.enable_truncation(longest(folder))
    return Transformer(name, partial(numbers, tokens), run, padding(folder))


def numbers(tokens: "Tokenizer", texts: Sequence[str]) -> list[list[int]]:
    """Return the tokens of each text, with those that begin and end it."""
    return [one.ids for one in tokens.encode_batch_fast(list(texts))]


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    # Its errors share no class but this.
    except Exception as error:  # noqa: BLE001
        raise ModelUnusable(f"onnxruntime cannot read {path}: {error}") from None


def _run(
    session: Any, given: tuple[str, ...], output: str, way: Pooling, *rows: Numbers
) -> Floats:
    ids, mask = rows
    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": 0 * ids}
    wanted = {name: feeds[name] for name in given if name in feeds}
    (hidden,) = session.run([output], wanted)
    return pooled(np.asarray(hidden, np.float32), mask, way)
