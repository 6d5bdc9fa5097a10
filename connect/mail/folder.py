"""Letters as files, where no mail server is set: a shop to try needs none."""

from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path

from lake.durable import write

FOLDER = "mail"


def keep(home: Path, name: str, letter: EmailMessage) -> Path:
    """Write a letter under `name`; the same name is the same letter."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.eml"
    write(path, letter.as_bytes(policy=WIRE))
    return path
