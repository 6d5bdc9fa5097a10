import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ports import free_port

Demo = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chain") / "home"


@pytest.fixture(scope="session")
def demo(home: Path) -> Demo:
    """Run the demo once, as a user would, and return what it answers."""
    # One port for all runs: it is part of the sample web's addresses.
    port = free_port()

    def run(*options: str) -> dict[str, Any]:
        program = str(Path(sys.executable).with_name("harvestman"))
        told = ["demo", "--once", "--json", "--home", str(home), f"--web-port={port}"]
        done = subprocess.run(
            [program, *told, *options],
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    return run


@pytest.fixture(scope="session")
def first(demo: Demo) -> dict[str, Any]:
    """The first run of the demo in a new home."""
    return demo()


@pytest.fixture(scope="session")
def second(demo: Demo, first: dict[str, Any]) -> dict[str, Any]:
    """The same call once more."""
    return demo()


@pytest.fixture(scope="session")
def next_day(demo: Demo, second: dict[str, Any]) -> dict[str, Any]:
    """The demo on the sample web a day later."""
    return demo("--day=1")
