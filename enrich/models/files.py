"""Which files a model is made of, which kind that makes it, and their digest.

    static     tokenizer.json and one matrix: static.npy, or safetensors with `embeddings`
    onnx       tokenizer.json and model.onnx, or onnx/model.onnx
    reference  config.json and the weights, as transformers saves them
    pipeline   meta.json and config.cfg, as spaCy saves them
Where a folder has several, the one that runs with least beside it is taken.
"""

import json
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from pathlib import Path

import msgspec

from enrich.errors import ModelUnusable

_TOKENS = [
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "spiece.model",
    "sentencepiece.bpe.model",
]
_SAYS = ["config.json", "sentence_bert_config.json", "1_Pooling/config.json"]
_ONNX = ("model.onnx", "onnx/model.onnx")
# Weights of large files lie beside them, under either name.
_BESIDE = (".data", "_data")
_WEIGHTS = ("*.safetensors", "*.safetensors.index.json", "pytorch_model*.bin*")
_PIECE = 1 << 20
# The length of a safetensors file's head stands in its first eight bytes.
_LENGTH = 8
_LONGEST_HEAD = 100_000_000


class Kind(StrEnum):
    """What runs a model."""

    STATIC = "static"
    ONNX = "onnx"
    REFERENCE = "reference"
    PIPELINE = "pipeline"


class Files(msgspec.Struct, frozen=True):
    """A model's folder: its kind, its weights, and the names of all files that count."""

    folder: str
    kind: Kind
    weights: str
    names: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Return the path of the weights."""
        return Path(self.folder) / self.weights


def files_of(folder: Path) -> Files:
    """Return what lies in `folder`; refuse what is no model."""
    for kind, look in _LOOKS:
        weights = look(folder)
        if weights:
            names = _names(folder, kind, weights)
            return Files(str(folder), kind, weights[0], names)
    found = (
        sorted(path.name for path in folder.iterdir())[:8] if folder.is_dir() else []
    )
    raise ModelUnusable(
        f"{folder} holds no model: expected tokenizer.json beside static.npy or"
        " model.onnx, or config.json beside model.safetensors, or spaCy's meta.json"
        f" and config.cfg; found {', '.join(found) or 'nothing'}"
    )


def digest(files: Files) -> str:
    """Return what tells these files from all others."""
    stamps = []
    for name in files.names:
        state = (Path(files.folder) / name).stat()
        stamps.append((name, state.st_size, state.st_mtime_ns))
    return _digest(files.folder, tuple(stamps))


@cache
def _digest(folder: str, stamps: tuple[tuple[str, int, int], ...]) -> str:
    whole = blake2b(digest_size=16)
    for name, size, _ in stamps:
        whole.update(f"{name} {size}\n".encode())
        with (Path(folder) / name).open("rb") as file:
            while piece := file.read(_PIECE):
                whole.update(piece)
    return whole.hexdigest()


def read_json(path: Path) -> dict[str, object]:
    """Return the object in the file `path`; nothing where there is no such file."""
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelUnusable(f"{path} is no JSON ({error})") from None
    if not isinstance(found, dict):
        raise ModelUnusable(f"{path} is no JSON object")
    return found


def tensor_names(path: Path) -> frozenset[str]:
    """Return what a safetensors file holds, without reading more than its head."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH), "little")
        if not 0 < length < _LONGEST_HEAD:
            raise ModelUnusable(f"{path} is no safetensors file; copy it anew")
        head = file.read(length)
    try:
        return frozenset(json.loads(head)) - {"__metadata__"}
    except ValueError:
        raise ModelUnusable(f"{path} is no safetensors file; copy it anew") from None


def _pipeline(folder: Path) -> list[str]:
    is_one = (folder / "meta.json").is_file() and (folder / "config.cfg").is_file()
    return ["config.cfg"] if is_one else []


def _static(folder: Path) -> list[str]:
    if not (folder / "tokenizer.json").is_file():
        return []
    if (folder / "static.npy").is_file():
        return ["static.npy"]
    path = folder / "model.safetensors"
    has = path.is_file() and "embeddings" in tensor_names(path)
    return [path.name] if has else []


def _onnx(folder: Path) -> list[str]:
    if not (folder / "tokenizer.json").is_file():
        return []
    main = [name for name in _ONNX if (folder / name).is_file()][:1]
    beside = [f"{name}{end}" for name in main for end in _BESIDE]
    return main + [name for name in beside if (folder / name).is_file()]


def _reference(folder: Path) -> list[str]:
    if not (folder / "config.json").is_file():
        return []
    return sorted(path.name for glob in _WEIGHTS for path in folder.glob(glob))


_LOOKS = (
    (Kind.PIPELINE, _pipeline),
    (Kind.STATIC, _static),
    (Kind.ONNX, _onnx),
    (Kind.REFERENCE, _reference),
)


def _names(folder: Path, kind: Kind, weights: list[str]) -> tuple[str, ...]:
    if kind is Kind.PIPELINE:
        found = (path for path in folder.rglob("*") if path.is_file())
        names = (str(path.relative_to(folder)) for path in found)
        return tuple(sorted(n for n in names if "__pycache__" not in n and n[0] != "."))
    others = [name for name in (*_SAYS, *_TOKENS) if (folder / name).is_file()]
    return tuple(sorted({*weights, *others} - {"manifest.json"}))
