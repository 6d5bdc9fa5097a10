"""The one download there is: a model from the hub, when a person asks for it by name."""

from pathlib import Path
from tempfile import TemporaryDirectory

from enrich.errors import ModelMissing
from enrich.models.manifest import Manifest
from enrich.models.place import HUB, models_folder
from enrich.models.store import Origin, add

# What models are made of; not their other formats, nor anything that would be run.
_WANTED = (
    "*.json",
    "*.txt",
    "*.model",
    "*.safetensors",
    "static.npy",
    "pytorch_model*.bin",
    "model.onnx*",
    "onnx/model.onnx*",
    "1_Pooling/*",
    "LICENSE*",
    "NOTICE*",
    "README.md",
)


def fetch(
    home: Path, source: str, name: str, origin: Origin, endpoint: str | None = None
) -> Manifest:
    """Download `source`, as hub:owner/model, and keep it in the home as `name`."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError
    from huggingface_hub.utils.tqdm import disable_progress_bars

    if not source.startswith(HUB):
        raise ModelMissing(
            f"{source!r} names no model of the hub; write hub:owner/model"
        )
    disable_progress_bars()
    models_folder(home).mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=models_folder(home), prefix=".fetch-") as folder:
        try:
            snapshot_download(
                source.removeprefix(HUB),
                local_dir=folder,
                allow_patterns=list(_WANTED),
                endpoint=endpoint,
            )
        except (HfHubHTTPError, HFValidationError, OSError) as error:
            raise ModelMissing(
                f"{source} cannot be fetched ({error}); look at its name and at the"
                " network, or bring its folder here and `harvestman models add` it"
            ) from None
        return add(home, Path(folder), name, origin)
