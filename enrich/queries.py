"""The SQL that finds a stage's inputs; it lies in files beside the stages.

What several queries ask alike lies in parts/, and is named in them: `:permitted`.
"""

import re
from pathlib import Path

import msgspec

from lake.tables import schema

_ROOM = Path(__file__).parent
# Not a cast (`x::text`), nor a word within another.
_NAMED = re.compile(r"(?<![:\w]):([a-z_]+)")
# The end of an input's key that another model's row led to.
_TRIED = "left(md5(concat_ws('|', last.entity_key, ':model', epoch_us(last.ingested_at))), 16)"
_BEFORE = """,
    s.entity_key is null as is_gone,
    case when last.model is not null then struct_pack(:who) end as before"""
_WHO = ("entity_key", "kind", "url")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose inputs are asked for: the maker, its version, its table and its model.

    A maker whose rows are of several models names none. One that `takes_back` is given
    what has vanished too; see takenback.py.
    """

    maker: str
    version: int
    table: str
    model: str = ""
    takes_back: bool = False


def sql(name: str, version: int) -> str:
    """Return the query in the file `name`, with the stage's `version` put in."""
    return source(name).replace(":version", str(version))


def changed(name: str, asked: Asked) -> str:
    """Return the query for the entities whose rows are not of today.

    The file `name` asks for all of them: `entity_key`, `state`, which is the digest of
    all that decides its rows, and what `make` reads. The key of an input ends with the
    time of the entity's row before, so that one that changes back is made once more.
    """
    text = (_ROOM / "changed.sql").read_text(encoding="utf-8")
    known = [of for of in _WHO if of in schema(asked.table).names]
    who = ", ".join(f"{of} := last.{of}" for of in known)
    text = text.replace(":all", "full" if asked.takes_back else "left")
    text = text.replace(":before", _BEFORE.replace(":who", who) * asked.takes_back)
    text = text.replace(":tried", _TRIED).replace(":source", source(name))
    return _filled(text, asked)


def source(name: str) -> str:
    """Return the query in the file `name`, with the parts put in that it names.

    A part lies in a file of its name beside the query, or in parts/, and may name others.
    """
    file = _ROOM / name

    def part(named: re.Match[str]) -> str:
        for folder in (file.parent, _ROOM / "parts"):
            if (folder / f"{named[1]}.sql").is_file():
                return source(str((folder / f"{named[1]}.sql").relative_to(_ROOM)))
        return named[0]

    return _NAMED.sub(part, file.read_text(encoding="utf-8"))


def outdated(asked: Asked) -> str:
    """Return the query whether another model's newest row is still to be made anew."""
    text = (_ROOM / "outdated.sql").read_text(encoding="utf-8")
    return _filled(text.replace(":tried", _TRIED), asked)


def around(name: str, inner: str) -> str:
    """Return the query in the file `name`, which looks further at what `inner` gives."""
    return source(name).replace(":changed", inner)


def _filled(text: str, asked: Asked) -> str:
    for word, value in (
        ("table", asked.table),
        ("maker", asked.maker),
        ("model", asked.model.replace("'", "''")),
        ("version", str(asked.version)),
    ):
        text = text.replace(f":{word}", value)
    return text
