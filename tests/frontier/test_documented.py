import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "frontier.md"


def test_the_documented_example_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    exec(example, {})  # noqa: S102 - the page is ours
    assert capsys.readouterr().out == "https://example.com/\n"
