"""A home filled from the sample web by the program itself, as its user would do it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawler.sampleweb.serve import Background, background
from crawler.sampleweb.settings import WebSettings

PROGRAM = str(Path(sys.executable).with_name("harvestman"))
# One shop of each kind of markup that needs no browser, and what is written of shops.
SMALL = ("oldmillstores.test", "partnerfield.test", "slowcuppa.test", "threadmill.test")
# Enough shops with the same goods that comparisons, guides and books are made.
LARGE = (*SMALL, "hearthlane.test", "werkgarten.test", "hopmarket.test")
Answer = dict[str, Any]
Settings = dict[str, Any]


@contextmanager
def sample_web(
    day: int, port: int, hosts: Sequence[str] = SMALL, log: Path | None = None
) -> Iterator[Background]:
    """Serve some hosts of the sample web as they are on `day`; `log` takes who asked."""
    settings = WebSettings(day=day, port=port, only=tuple(hosts))
    with background(settings, log) as web:
        yield web


def settled(home: Path, web: Background, **sections: Settings) -> None:
    """Write the settings of a home that may crawl `web`, and what else is said."""
    crawl = {
        "allow_private": True,
        "delay_s": 0.02,  # the sample web is ours
        "js": "never",
        "resolve": web.resolve,
    }
    home.mkdir(parents=True, exist_ok=True)
    said = {**sections, "crawl": crawl | sections.get("crawl", {})}
    text = "\n".join(
        f"[{name}]\n" + "".join(f"{key} = {_toml(of)}\n" for key, of in section.items())
        for name, section in said.items()
    )
    (home / "harvestman.toml").write_text(text)


def _toml(value: object) -> str:
    """Return a value as TOML writes it: as JSON does, but for tables."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{k}" = {_toml(v)}' for k, v in value.items()) + "}"
    return json.dumps(value)


def told(home: Path, *arguments: str) -> Answer:
    """Return what a command of the program answers; it must go well."""
    done = subprocess.run(  # noqa: S603 (ours)
        command(home, *arguments), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{arguments[0]} failed: {done.stderr[-2_000:]}")
    found: Answer = json.loads(done.stdout.splitlines()[-1])
    return found


def command(home: Path, *arguments: str) -> list[str]:
    """Return the program's call with these arguments, on `home`."""
    return [PROGRAM, *arguments, "--home", str(home), "--json"]


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
