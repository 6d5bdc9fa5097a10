"""A terminal of our own for a program, and the lines that a person saw on it."""

import os
import pty
import re
import select
import subprocess
import termios
from dataclasses import dataclass, field

_STEERING = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass
class Terminal:
    """A program on a terminal."""

    command: list[str]
    columns: int = 120
    seen: bytes = b""
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, self.columns))
        named = {"COLUMNS": str(self.columns)}  # whoever runs the tests may say others
        self.process = subprocess.Popen(
            self.command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, **named},
        )
        os.close(slave)

    def read_until(self, text: bytes) -> None:
        """Read until `text` was shown."""
        while text not in self.seen:
            assert self._read(), f"it ended without {text!r}: {self.seen[-2000:]!r}"

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    def lines(self) -> list[str]:
        """Read to the end and return the lines, without what steers the cursor."""
        while self._read():
            pass
        self.process.wait(30)
        os.close(self._master)
        plain = _STEERING.sub(b"", self.seen).decode()
        return [line.strip() for line in re.split(r"[\r\n]+", plain)]

    def _read(self) -> bytes:
        select.select([self._master], [], [], 60)
        try:
            found = os.read(self._master, 65_536)
        except OSError:  # Linux says so when the last program has left it
            return b""
        self.seen += found
        return found
