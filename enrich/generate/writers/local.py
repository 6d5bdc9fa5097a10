"""A writer that is a model in a folder of this machine, run by transformers and torch.

Nothing is downloaded, no code of the model's is run, and its weights are safetensors,
which can hold no code. The word that is likeliest is taken each time, so that the same
brief has the same answer.
"""

import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

from enrich.errors import EngineMissing, ModelUnusable
from enrich.generate.writers.writer import RULES, Brief, asked
from enrich.models.place import find

log = structlog.get_logger()

SETTING = "writers.model"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError)
_MOST_READ = 2000
# Tokens an answer may have for each word of its paragraph; markers take several each.
_TOKENS_A_WORD, _SPARE_TOKENS = 5, 40


class LocalWriter:
    """A model of this machine; it is loaded when it is first asked."""

    def __init__(self, folder: Path, threads: int, timeout_s: float) -> None:
        self.name = f"{folder.name} (on this machine)"
        self._folder = folder
        self._threads = threads
        self._timeout_s = timeout_s

    def write(self, briefs: Sequence[Brief]) -> list[str | None]:
        """Return an answer to each of `briefs`; none where the model cannot be read."""
        try:
            tokens, model = loaded(self._folder)
        except ModelUnusable as error:
            log.warning("writers.failed", writer=self.name, error=str(error))
            return [None] * len(briefs)
        return [self._write(tokens, model, brief) for brief in briefs]

    def _write(self, tokens: Any, model: Any, brief: Brief) -> str | None:
        import torch

        torch.set_num_threads(self._threads)
        read = _read(tokens, brief)
        if read["input_ids"].shape[1] > _most_read(model):
            return None
        most = _TOKENS_A_WORD * len(brief.plain.split()) + _SPARE_TOKENS
        with torch.inference_mode():
            (made,) = model.generate(
                **read,
                do_sample=False,
                num_beams=1,
                max_new_tokens=most,
                max_time=self._timeout_s,
            )
        start = 0 if model.config.is_encoder_decoder else read["input_ids"].shape[1]
        own = made[start:].tolist()
        # One that was stopped is half a paragraph.
        if not own or own[-1] not in _ends(model):
            return None
        return str(tokens.decode(own, skip_special_tokens=True))


def folder_of(model: str, home: str) -> Path:
    """Return the folder of `model`; refuses one that holds no model which writes."""
    if find_spec("torch") is None:
        raise EngineMissing(
            "writers.writer = 'local' needs torch, which is not installed: pip install"
            " 'harvestman[torch]'"
        )
    folder = find(model, home, SETTING)
    missing = [
        what
        for what, glob in (
            ("config.json", "config.json"),
            ("a tokenizer", "tokenizer*"),
            ("weights as safetensors", "*.safetensors"),
        )
        if not any(folder.glob(glob))
    ]
    if missing:
        raise ModelUnusable(
            f"{SETTING} = {model!r}: {folder} holds no model that writes: it lacks"
            f" {' and '.join(missing)}"
        )
    return folder


# One at a time: a model that writes is large.
@lru_cache(maxsize=1)
def loaded(folder: Path) -> tuple[Any, Any]:
    """Return the tokenizer and the model in `folder`."""
    import torch
    from safetensors import SafetensorError
    from transformers import (
        AutoConfig,
        AutoModelForCausalLM,
        AutoModelForSeq2SeqLM,
        AutoTokenizer,
    )

    own: Mapping[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config: Any = AutoConfig.from_pretrained(folder, **own)
            kind: Any = (
                AutoModelForSeq2SeqLM
                if config.is_encoder_decoder
                else AutoModelForCausalLM
            )
            tokens = AutoTokenizer.from_pretrained(folder, **own)
            model = kind.from_pretrained(
                folder, use_safetensors=True, dtype=torch.float32, **own
            )
    except (*_UNREADABLE, SafetensorError) as error:
        raise ModelUnusable(
            f"{SETTING}: transformers cannot read {folder}: {error}"
        ) from None
    return tokens, model.eval()


def _read(tokens: Any, brief: Brief) -> Any:
    """Return the brief as the model reads it, in its own way of being spoken to."""
    words = asked(brief)
    if not tokens.chat_template:
        return tokens(f"{RULES}\n\n{words}\n", return_tensors="pt")
    said = [{"role": "user", "content": f"{RULES}\n\n{words}"}]
    return tokens.apply_chat_template(
        said, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )


def _most_read(model: Any) -> int:
    stated = getattr(model.config, "max_position_embeddings", None) or _MOST_READ
    return min(_MOST_READ, int(stated) // 2)


def _ends(model: Any) -> set[int]:
    end = model.generation_config.eos_token_id
    return {end} if isinstance(end, int) else set(end or ())
