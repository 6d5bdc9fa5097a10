"""Models that write, made on the spot: one that knows one answer, and some that babble.

torch and transformers are imported where they are used: every process of a test run
imports this file, and one needs them.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tokenizers import Tokenizer, models, pre_tokenizers

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

_STEPS = 60


def causal(folder: Path, prompt: str, answer: str, *, learned: bool) -> Path:
    """Make a model that goes on after `prompt` with `answer`, or with anything."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(7)
    torch.set_num_threads(1)
    tokens = _tokens(folder, prompt, answer)
    config = GPT2Config(
        vocab_size=len(tokens),
        n_positions=1024,
        n_embd=48,
        n_layer=1,
        n_head=2,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=tokens.eos_token_id,
        eos_token_id=tokens.eos_token_id,
    )
    model = GPT2LMHeadModel(config)
    if learned:
        _learn(model, tokens, prompt, answer)
    model.save_pretrained(folder)
    return folder


def seq2seq(folder: Path, words: str) -> Path:
    """Make a model that reads and then writes anything."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    torch.manual_seed(7)
    tokens = _tokens(folder, words)
    config = T5Config(
        vocab_size=len(tokens),
        d_model=16,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_heads=2,
        decoder_start_token_id=tokens.pad_token_id,
        eos_token_id=tokens.eos_token_id,
        pad_token_id=tokens.pad_token_id,
    )
    T5ForConditionalGeneration(config).save_pretrained(folder)
    return folder


def _tokens(folder: Path, *texts: str) -> "PreTrainedTokenizerFast":
    from transformers import PreTrainedTokenizerFast

    words = dict.fromkeys(word for text in texts for word in text.split())
    vocabulary = {word: n for n, word in enumerate(["<end>", "<pad>", "<?>", *words])}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="<?>"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokens = PreTrainedTokenizerFast(
        tokenizer_object=inner,
        eos_token="<end>",
        pad_token="<pad>",
        unk_token="<?>",
        clean_up_tokenization_spaces=False,
    )
    tokens.save_pretrained(folder)
    return tokens


def _learn(model: Any, tokens: Any, prompt: str, answer: str) -> None:
    import torch

    asked = tokens(prompt)["input_ids"]
    own = [*tokens(answer)["input_ids"], tokens.eos_token_id]
    ids = torch.tensor([[*asked, *own]])
    wanted = torch.tensor([[*[-100] * len(asked), *own]])
    steps = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(_STEPS):
        steps.zero_grad()
        model(input_ids=ids, labels=wanted).loss.backward()
        steps.step()
