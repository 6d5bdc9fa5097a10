"""A shop that is killed at any step of being paid goes on, and does nothing twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import settle_killed


@pytest.mark.parametrize("stride", [11, pytest.param(1, marks=pytest.mark.slow)])
def test_a_kill_at_any_step_charges_returns_and_mails_nothing_twice(tmp_path, stride):
    ended = subprocess.run(
        [sys.executable, settle_killed.__file__, str(tmp_path), str(stride)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])},
    )
    found = json.loads(ended.stdout.splitlines()[-1])
    assert found["faults"] == {}
    assert found["steps"] > 100
