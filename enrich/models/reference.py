"""Models as people publish them, run by transformers and torch; the others follow these."""

import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from enrich.errors import EngineMissing, ModelUnusable
from enrich.models.files import Files
from enrich.models.pooling import Floats, Numbers, Pooling, pooled, pooling_of
from enrich.models.tokens import longest
from enrich.models.transformer import Transformer


def load(files: Files, name: str, threads: int) -> Transformer:
    """Return the encoder in `files`; on a GPU where torch sees one."""
    torch = _torch()
    torch.set_num_threads(threads)
    folder = Path(files.folder)
    tokens, model = parts(files)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    run = partial(_run, model.to(device), device, pooling_of(folder))
    tokenize = partial(_numbers, tokens, longest(folder))
    return Transformer(name, tokenize, run, tokens.pad_token_id or 0)


def parts(files: Files, attention: str | None = None) -> tuple[Any, Any]:
    """Return the tokenizer and the model in `files`, from these alone."""
    _torch()
    from transformers import AutoModel, AutoTokenizer

    _hush()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tokens = AutoTokenizer.from_pretrained(files.folder, local_files_only=True)
            model = AutoModel.from_pretrained(
                files.folder, local_files_only=True, attn_implementation=attention
            )
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnusable(
            f"transformers cannot read {files.folder}: {error}"
        ) from None
    return tokens, model.eval().float()


def _hush() -> None:
    """Keep transformers from telling of weights that its newer code has no use for."""
    from transformers.utils import logging

    said: Any = logging
    said.set_verbosity_error()
    said.disable_progress_bar()


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        raise EngineMissing(
            "this model needs torch, which is not installed: pip install"
            " 'harvestman[torch]'; or use one that `harvestman models export` made"
            " for onnxruntime elsewhere"
        ) from None
    return torch


def _numbers(tokens: Any, most: int, texts: Sequence[str]) -> list[list[int]]:
    if not texts:
        return []
    found = tokens(list(texts), truncation=True, max_length=most)
    rows: list[list[int]] = found["input_ids"]
    return rows


def _run(model: Any, device: str, way: Pooling, ids: Numbers, mask: Numbers) -> Floats:
    import torch

    with torch.inference_mode():
        hidden = model(
            input_ids=torch.from_numpy(ids).to(device),
            attention_mask=torch.from_numpy(mask).to(device),
        ).last_hidden_state
    return pooled(hidden.cpu().numpy(), mask, way)
