"""Models made of models of the home: a file for onnxruntime, or one vector a token."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from enrich.models.distil import Watch, distil
from enrich.models.files import Files, files_of
from enrich.models.manifest import Manifest, write_manifest
from enrich.models.onnxexport import export as to_onnx
from enrich.models.place import find
from enrich.models.store import Origin, being_made, described


class Order(msgspec.Struct, frozen=True):
    """Which model of which home is made into another one, and under which name."""

    home: Path
    source: str
    name: str
    threads: int = 1


Way = Callable[[Files, Path, Watch, int], float]


def export(order: Order, way: Way, origin: Origin, watch: Watch) -> Manifest:
    """Make the model that is ordered and return what it is; whole, or not at all."""
    source = files_of(find(order.source, str(order.home), "the model"))
    with being_made(order.home, order.name) as folder:
        agreed = way(source, folder, watch, order.threads)
        manifest = described(folder, order.name, origin, round(agreed, 6))
        write_manifest(folder, manifest)
    return manifest


def _onnx(files: Files, folder: Path, watch: Watch, threads: int) -> float:
    watch(0, 1)
    return to_onnx(files, folder)


def _static(files: Files, folder: Path, watch: Watch, threads: int) -> float:
    return distil(files, folder, watch, threads)


WAYS: dict[str, Way] = {"onnx": _onnx, "static": _static}
