"""A transformers model as one file for onnxruntime, proved to say the same."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enrich.errors import EngineMissing, ModelRefused
from enrich.models import onnxfile, reference
from enrich.models.files import Files, Kind, files_of
from enrich.models.samples import SAMPLES, least_cosine
from enrich.models.store import copy_files

if TYPE_CHECKING:
    from torch import Tensor

# Single precision on two engines differs in the sixth digit.
LEAST_COSINE = 0.999
# Above this a file of its format cannot hold its own weights.
_ONE_FILE_BYTES = 1_500_000_000


def export(files: Files, folder: Path) -> float:
    """Write the model in `files` into `folder`; return its least cosine to its source."""
    if files.kind is not Kind.REFERENCE:
        raise ModelRefused(
            f"{files.folder} is {files.kind}; only a model that transformers runs can be"
            " exported to onnx"
        )
    kept = tuple(name for name in files.names if not _is_weight(name))
    copy_files(files, kept, folder)
    tokens, model = reference.parts(files, attention="eager")
    # Not every model's folder has its tokenizer in the one file that we read.
    tokens.backend_tokenizer.save(str(folder / "tokenizer.json"))
    _write(tokens, model, folder / "model.onnx", files.path.stat().st_size)
    near = least_cosine(
        onnxfile.load(files_of(folder), "export", 1), reference.load(files, "source", 1)
    )
    if near < LEAST_COSINE:
        raise ModelRefused(
            f"the exported file says other things than {files.folder}: the least cosine"
            f" of {len(SAMPLES)} sentences is {near:.4f}, not {LEAST_COSINE}"
        )
    return near


def _write(tokens: Any, model: Any, path: Path, weight_bytes: int) -> None:
    import torch

    given = tokens(list(SAMPLES[:3]), padding=True, return_tensors="pt")
    dims = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens")}
    with _silent():
        torch.onnx.export(
            _bare(model),
            (given["input_ids"], given["attention_mask"]),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["last_hidden_state"],
            dynamic_shapes=(dims, dims),
            dynamo=True,
            external_data=weight_bytes > _ONE_FILE_BYTES,
            verbose=False,
        )


def _bare(model: Any) -> Any:
    """Return the model as a module of two inputs and one output, as its file has them."""
    import torch

    class Bare(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: "Tensor", mask: "Tensor") -> "Tensor":
            found = self.model(input_ids=ids, attention_mask=mask)
            hidden: Tensor = found.last_hidden_state
            return hidden

    return Bare().eval()


@contextmanager
def _silent() -> Iterator[None]:
    """Keep back what the exporter tells of its own parts."""
    try:
        import onnxscript  # noqa: F401
    except ImportError:
        raise EngineMissing(
            "exporting needs onnx and onnxscript: pip install 'harvestman[torch]'"
        ) from None
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _is_weight(name: str) -> bool:
    return name.endswith((".safetensors", ".bin", ".index.json")) or ".onnx" in name
