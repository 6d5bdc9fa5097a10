"""The SQL that finds a stage's inputs; it lies in a file beside the stage."""

from pathlib import Path


def sql(name: str, version: int) -> str:
    """Return the query in the file `name`, with the stage's `version` put in."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return text.replace(":version", str(version))
