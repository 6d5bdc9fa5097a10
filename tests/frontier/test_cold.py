import os
import subprocess
import sys
from pathlib import Path

import pytest
from sessions import kill_session

COMPILE = "from frontier.cold import compile_if_cold; compile_if_cold()"
ASK = "from frontier.cold import is_cold; print(is_cold())"


def test_who_has_to_wait_for_the_compiler_is_told(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", COMPILE],
        env={"NUMBA_CACHE_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as waiting:
        assert waiting.stdout
        told = waiting.stdout.readline()
        kill_session(waiting.pid)
    assert "compiling the frontier's loops" in told


@pytest.mark.slow
def test_a_cold_machine_is_warm_once_it_has_compiled(tmp_path: Path) -> None:
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", COMPILE], env=env, check=True)
    asked = [sys.executable, "-c", ASK]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
