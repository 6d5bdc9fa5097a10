"""What a campaign has done in rendered pages before they are read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import SHOP, drawn, render
from crawls import rows
from script_web import Told, script_web, shell, writing

pytestmark = pytest.mark.usefixtures("chromium_path")

LATE = f"setTimeout(() => {{ {writing('late')} }}, 1200);"
CLICKED = (
    "const more = document.createElement('button'); more.id = 'more';"
    "more.onclick = () => {"
    " const script = document.createElement('script'); script.src = '/clicked.js';"
    " document.body.append(script); };"
    "document.body.append(more);"
)
GROWING = (
    "document.body.style.height = '5000px'; let grown = 0;"
    "addEventListener('scroll', () => { if (grown++ < 2) {"
    " document.getElementById('app').innerHTML += `<a href=/grown${grown}>grown</a>`;"
    " document.body.style.height = `${5000 * (grown + 1)}px`; } });"
)
PAGES: dict[str, dict[str, Told]] = {
    SHOP: {
        "/late": shell(inline=LATE),
        "/click": shell(inline=CLICKED),
        "/clicked.js": writing("clicked"),
        "/scroll": shell(inline=GROWING),
        "/never": shell(inline=writing("kept")),
    }
}
ACTIONS = [
    {"match": "/late$", "steps": [{"wait_for": "a[href='/late']"}]},
    {"match": "/click$", "steps": [{"wait": "100ms"}, {"click": "#more"}]},
    {"match": "/scroll$", "steps": [{"scroll": 2}]},
    {"match": "/never$", "steps": [{"click": "#gone"}, {"wait": "60s"}]},
]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    with script_web(PAGES) as web:
        paths = [path for path in PAGES[SHOP] if not path.endswith(".js")]
        render(home, web, *paths, render={"actions": ACTIONS})
        yield home


@pytest.mark.slow
@pytest.mark.parametrize("link", ["late", "clicked", "grown1", "grown2"])
def test_a_page_is_read_after_its_steps(done: Path, link: str) -> None:
    assert link in drawn(done)


@pytest.mark.slow
def test_a_page_whose_step_fails_is_kept_as_it_stands(done: Path) -> None:
    assert "kept" in drawn(done)
    assert rows(done, "SELECT count(*) FROM pages WHERE status = 200") == [(4,)]


@pytest.mark.slow
def test_a_step_that_fails_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with script_web(PAGES) as web:
        render(tmp_path, web, "/never", render={"actions": ACTIONS})
    said = capfd.readouterr()
    assert "page_step_failed" in said.out + said.err
    assert "#gone" in said.out + said.err
