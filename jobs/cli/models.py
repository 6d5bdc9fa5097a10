"""`harvestman models`: the home's own models, for vectors and for names in texts."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.amounts import size
from jobs.cli.call import Call, with_call
from jobs.cli.progress import progress
from jobs.cli.table import print_table

if TYPE_CHECKING:
    from enrich.models.manifest import Manifest
    from enrich.models.store import Origin

_NAMES = ("name", "kind", "numbers", "size", "agreement", "made from")
_RIGHT = frozenset({"numbers", "size", "agreement"})


@click.group(
    epilog="""\b
Examples:
  harvestman models add ./all-MiniLM-L6-v2 minilm
  harvestman models export minilm --to static minilm-static
  harvestman models list"""
)
def models() -> None:
    """Keep models under names of the home; settings say which one is used.

    A model is a folder of files, as transformers, onnxruntime, model2vec or spaCy read
    it. Nothing is downloaded but by `models fetch`.
    """


@models.command(
    "list",
    epilog="\b\nExamples:\n  harvestman models list\n  harvestman models list --json",
)
@with_call()
def list_(call: Call) -> None:
    """List the home's models."""
    from enrich.models.store import listed

    found = listed(call.home)
    if call.json:
        call.answer({"models": found}, "")
    elif not found:
        print("No model yet; `harvestman models add DIR NAME` keeps one.")
    else:
        print_table(_NAMES, map(_row, found), _RIGHT)


@models.command(
    epilog="""\b
Examples:
  harvestman models add ./all-MiniLM-L6-v2 minilm
  harvestman models add ./en_core_web_sm-3.8.0 english"""
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("name")
@with_call(makes_home=True)
def add(call: Call, folder: Path, name: str) -> None:
    """Copy the model in the folder DIR into the home, as NAME."""
    from enrich.models import store

    if not folder.is_dir():
        raise click.UsageError(f"there is no folder {folder}.")
    with progress() as shown, shown.step(f"copying {name}"):
        made = store.add(call.home, folder, name, _origin(str(folder.absolute())))
    _tell(call, made)


@models.command(
    epilog="""\b
Examples:
  harvestman models export minilm --to onnx minilm-onnx       # the same, without torch
  harvestman models export minilm --to static minilm-static   # a hundred times as fast"""
)
@click.argument("name")
@click.option(
    "--to",
    type=click.Choice(["onnx", "static"]),
    default="onnx",
    show_default=True,
    help="A file for onnxruntime, or one vector a word.",
)
@click.argument("new_name", metavar="NEWNAME")
@with_call()
def export(call: Call, name: str, to: str, new_name: str) -> None:
    """Make of the model NAME another one, NEWNAME, and compare the two.

    A file for onnxruntime has to say the same as its source. A static model says less:
    how far the two agree, from 0 to 1, is told and kept.
    """
    from enrich.models import making

    with progress() as shown, shown.step(f"making {new_name}") as report:
        made = making.export(
            making.Order(call.home, name, new_name, call.settings.enrich.threads),
            making.WAYS[to],
            _origin(f"{name}, to {to}"),
            report,
        )
    _tell(call, made)


@models.command(
    epilog="\b\nExamples:\n  harvestman models fetch"
    " hub:sentence-transformers/all-MiniLM-L6-v2 minilm"
)
@click.argument("source", metavar="hub:OWNER/MODEL")
@click.argument("name")
@with_call(makes_home=True)
def fetch(call: Call, source: str, name: str) -> None:
    """Download a model from the hub of Hugging Face into the home, as NAME.

    The one command that downloads a model; HF_ENDPOINT and HF_TOKEN hold as usual.
    """
    from enrich.models import hub

    with progress() as shown, shown.step(f"fetching {name}"):
        made = hub.fetch(call.home, source, name, _origin(source))
    _tell(call, made)


@models.command(epilog="\b\nExamples:\n  harvestman models remove minilm")
@click.argument("name")
@with_call()
def remove(call: Call, name: str) -> None:
    """Drop the model NAME of the home."""
    from enrich.models import store

    store.remove(call.home, name)
    call.answer({"removed": name}, f"removed {name}")


def _origin(text: str) -> "Origin":
    from enrich.models.store import Origin

    return Origin(text, datetime.now(UTC))


def _tell(call: Call, made: "Manifest") -> None:
    setting = "pipeline" if made.kind == "pipeline" else "encoder"
    agreed = (
        f", agrees with its source by {made.agreement:.3f}" if made.agreement else ""
    )
    call.answer(
        made,
        f"{made.name}: {made.kind}, {size(made.bytes)}{agreed}\n"
        f'use it with [enrich] {setting} = "{made.name}" in harvestman.toml',
    )


def _row(one: "Manifest") -> tuple[object, ...]:
    agreed = None if one.agreement is None else f"{one.agreement:.3f}"
    return one.name, one.kind, one.dims or None, size(one.bytes), agreed, one.made_from
