"""Where a model lies: in a folder, under a name in the home, or in the hub's own cache."""

import re
from pathlib import Path

from enrich.errors import ModelMissing

HUB = "hub:"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def is_name(text: str) -> bool:
    """Return whether a model of the home can be called `text`."""
    return _NAME.fullmatch(text) is not None


def models_folder(home: Path) -> Path:
    """Return where the home's own models lie."""
    return home / "models"


def find(name: str, home: str, setting: str = "enrich.encoder") -> Path:
    """Return the folder of the model that `setting` calls `name`."""
    if name.startswith(HUB):
        return _in_cache(name, setting)
    own = models_folder(Path(home)) / name
    if home and is_name(name) and own.is_dir():
        return own.absolute()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder.absolute()
    raise ModelMissing(
        f"{setting} = {name!r} is neither a folder nor a model of this home; give the"
        " folder of a model, or a name that `harvestman models list` shows"
        " (`harvestman models add DIR NAME` makes one)"
    )


def _in_cache(name: str, setting: str) -> Path:
    """Return where the hub's own cache on this machine has a model."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        found = snapshot_download(name.removeprefix(HUB), local_files_only=True)
    except LocalEntryNotFoundError:
        short = name.rpartition("/")[2]
        raise ModelMissing(
            f"{setting} = {name!r} is not in the cache of this machine, and nothing is"
            f" downloaded on the way; fetch it by `harvestman models fetch {name}"
            f" {short}` and set {setting} = {short!r}"
        ) from None
    except HFValidationError:
        raise ModelMissing(
            f"{setting} = {name!r} names no model of the hub; write hub:owner/model"
        ) from None
    return Path(str(found)).absolute()
