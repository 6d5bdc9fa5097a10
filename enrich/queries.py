"""The SQL that finds a stage's inputs; it lies in files beside the stages."""

from pathlib import Path

import msgspec

_ROOM = Path(__file__).parent


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose inputs are asked for: the maker, its version, its table and its model.

    A maker whose rows are of several models names none.
    """

    maker: str
    version: int
    table: str
    model: str = ""


def sql(name: str, version: int) -> str:
    """Return the query in the file `name`, with the stage's `version` put in."""
    text = (_ROOM / name).read_text(encoding="utf-8")
    return text.replace(":version", str(version))


def changed(name: str, asked: Asked) -> str:
    """Return the query for the entities whose rows are not of today.

    The file `name` asks for all of them: `entity_key`, `state`, which is the digest of
    all that decides its rows, and what `make` reads. The key of an input ends with the
    time of the entity's row before, so that one that changes back is made once more.
    """
    text = (_ROOM / "changed.sql").read_text(encoding="utf-8")
    return _filled(text.replace(":source", source(name)), asked)


def source(name: str) -> str:
    """Return the query in the file `name`, which asks for all entities there are."""
    return (_ROOM / name).read_text(encoding="utf-8")


def outdated(asked: Asked) -> str:
    """Return the query whether some entity's newest row is of another model."""
    return _filled((_ROOM / "outdated.sql").read_text(encoding="utf-8"), asked)


def around(name: str, inner: str) -> str:
    """Return the query in the file `name`, which looks further at what `inner` gives."""
    return (_ROOM / name).read_text(encoding="utf-8").replace(":changed", inner)


def _filled(text: str, asked: Asked) -> str:
    for word, value in (
        ("table", asked.table),
        ("maker", asked.maker),
        ("model", asked.model.replace("'", "''")),
        ("version", str(asked.version)),
    ):
        text = text.replace(f":{word}", value)
    return text
