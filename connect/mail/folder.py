"""Letters as files, where no mail server is set: a shop to try needs none."""

from collections.abc import Callable
from email import message_from_binary_file
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import getaddresses
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


def remove(home: Path, is_theirs: Callable[[str], bool]) -> int:
    """Remove the letters to whoever has an address that is sought; return how many."""
    gone = 0
    for path in sorted((home / FOLDER).glob("*.eml")):
        with path.open("rb") as file:
            to = message_from_binary_file(file, policy=WIRE)["To"]
        if any(is_theirs(address) for _, address in getaddresses([str(to)])):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
