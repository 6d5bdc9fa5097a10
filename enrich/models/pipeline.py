"""spaCy's pipelines: by folder or installed package, else a bare one that splits sentences."""

import threading
import warnings
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from enrich.errors import ModelMissing, ModelUnusable
from enrich.models.files import Files, Kind, digest, files_of, read_json
from enrich.models.place import find, is_name

if TYPE_CHECKING:
    from spacy.language import Language

_SHORT = 12
_SETTING = "enrich.pipeline"
_LOADING = threading.Lock()
# What names are found without: it costs half the time.
UNNEEDED = (
    "parser",
    "lemmatizer",
    "attribute_ruler",
    "tagger",
    "morphologizer",
    "senter",
)


class Pipeline(msgspec.Struct, frozen=True):
    """Which pipeline is set; its language is known before it is loaded."""

    files: Files
    name: str
    language: str

    def load(self, excluded: tuple[str, ...] = UNNEEDED) -> "Language":
        """Return the pipeline without the parts `excluded`."""
        with _LOADING:
            return _load(self.files, self.name, excluded)


def chosen(setting: str, home: str) -> Pipeline | None:
    """Return the pipeline that `setting` names; None where it names none."""
    if not setting:
        return None
    return of_files(files_of(_folder(setting, home)))


def of_files(files: Files) -> Pipeline:
    """Return the pipeline in `files`."""
    if files.kind is not Kind.PIPELINE:
        raise ModelUnusable(
            f"{files.folder} is an encoder, no pipeline of spaCy: it is for"
            " enrich.encoder"
        )
    meta = read_json(Path(files.folder) / "meta.json")
    known = (str(meta.get(key, "")) for key in ("lang", "name", "version"))
    code, name, version = known
    title = f"{code}_{name} {version} {digest(files)[:_SHORT]}"
    return Pipeline(files, title, code)


def check(files: Files) -> None:
    """Refuse a pipeline that spaCy cannot load."""
    of_files(files).load()


def bare(language: str) -> "Language":
    """Return a pipeline of rules alone: words and sentences of `language`."""
    with _LOADING:
        return _bare(language)


def _folder(setting: str, home: str) -> Path:
    """Return where the pipeline's files lie; a package has them a folder deeper."""
    try:
        return find(setting, home, _SETTING)
    except ModelMissing:
        spec = find_spec(setting) if is_name(setting) and "." not in setting else None
        places = spec.submodule_search_locations if spec else None
        for place in places or ():
            for meta in sorted(Path(place).glob("*/meta.json")):
                return meta.parent
        raise ModelMissing(
            f"{_SETTING} = {setting!r} is neither a folder, nor a model of this home,"
            " nor an installed package of spaCy; `pip install` the package of a"
            " pipeline, or `harvestman models add DIR NAME`"
        ) from None


@lru_cache(maxsize=1)
def _load(files: Files, name: str, excluded: tuple[str, ...]) -> "Language":
    import spacy

    try:
        with warnings.catch_warnings():
            # It warns of pipelines made by a version a little older.
            warnings.simplefilter("ignore")
            return spacy.load(files.folder, exclude=list(excluded))
    # Parts of a pipeline are classes of packages that may not be installed.
    except (OSError, ValueError, ImportError) as error:
        raise ModelUnusable(f"spaCy cannot load {name}: {error}") from None


@lru_cache(maxsize=4)
def _bare(language: str) -> "Language":
    import spacy

    try:
        nlp = spacy.blank(language)
    # It knows no such language, or needs a package for its words.
    except ImportError:
        nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    return nlp
