import re
from pathlib import Path

import pytest

from crawler.campaign.file import read_campaign
from crawler.campaign.model import Step
from jobs.docs import PAGES
from jobs.settings import all_settings, read_settings
from jobs.starter import settings_text, write_starter

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_what_the_code_says(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert page == PAGES[name](), "stale: run `make docs`"


def test_the_architecture_fits_on_its_page() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= 150


def test_every_dependency_has_its_paragraph() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text()
    project = (ROOT / "pyproject.toml").read_text()
    listed = project.split("dependencies = [")[1].split("]")[0]
    names = [
        line.strip(' ",').split(">")[0] for line in listed.splitlines() if ">" in line
    ]
    assert [name for name in names if name not in told] == []


def test_the_starting_campaign_with_every_line_taken_in_is_valid(
    tmp_path: Path,
) -> None:
    written, _ = write_starter(tmp_path)
    path = written[1]
    lines = path.read_text().splitlines()
    taken = [re.sub(r"^# (?=\w+ = |\[)", "", line) for line in lines]
    assert read_campaign(path).name == "example"
    path.write_text("\n".join(taken))
    found = read_campaign(path)
    assert (found.order, found.contact[:5]) == ("best", "https")
    assert (found.render.js, found.render.hosts[0]) == ("never", "cdn.example.net")
    (action,) = found.render.actions
    assert [*map(Step.said, action.steps)][-1] == {"scroll": 3}


def test_the_example_in_the_documentation_is_valid(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "campaigns.md").read_text(encoding="utf-8")
    (tmp_path / "shops.toml").write_text(page.split("```toml\n")[1].split("```")[0])
    assert read_campaign(tmp_path / "shops.toml").order == "best"


def test_the_starting_file_with_every_line_taken_in_is_valid(tmp_path: Path) -> None:
    lines = settings_text().splitlines()
    names = tuple(f"# {setting.name} = " for setting in all_settings())
    taken = [line[2:] if line.startswith(names) else line for line in lines]
    whole = "\n".join(line for line in taken if not line.endswith('= ""'))
    (tmp_path / "harvestman.toml").write_text(whole)
    assert read_settings(tmp_path, {}) == read_settings(tmp_path / "none", {})
