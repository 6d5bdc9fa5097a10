import subprocess
import sys
from pathlib import Path


def test_who_has_to_wait_for_the_compiler_is_told(tmp_path: Path) -> None:
    code = "from frontier.cold import compile_if_cold; compile_if_cold()"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={"NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "compiling the frontier's loops" in told.stdout + told.stderr
