import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = str(Path(sys.executable).with_name("harvestman"))


def harvestman(
    *arguments: str, cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if "HARVESTMAN" not in name
    }
    return subprocess.run(
        [PROGRAM, *arguments],
        env={**kept, **variables},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_version_is_told() -> None:
    assert harvestman("--version").stdout.startswith("harvestman, version ")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["dmeo"], 2, "dmeo"),
        (["demo", "--onec"], 2, "--onec"),
        (["crawl", "--seeds", "gone.txt"], 2, "gone.txt"),
        (["crawl", "gone.toml"], 1, "gone.toml"),
        (["crawl"], 2, "nothing to crawl"),
        (["crawl", "ftp://a.test/"], 1, "ftp://a.test/"),
        (["crawl", "http://a.test", "--depth", "-1"], 2, "--depth"),
        (["page", "gone.html"], 2, "gone.html"),
        (["bench", "nothing"], 1, "nothing"),
    ],
)
def test_wrong_use_is_one_clear_line(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    done = harvestman(*arguments, HARVESTMAN_HOME=str(tmp_path / "home"))
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_broken_setting_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "harvestman.toml").write_text("[crawl]\ndelay = 1")
    done = harvestman("doctor", "--home", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "did you mean delay_s?" in done.stderr


def test_a_home_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = harvestman("init", "--home", str(tmp_path / "file" / "home"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "choose another with --home" in done.stderr


@pytest.mark.parametrize("command", ["run", "runs", "serve", "lake tables", "publish"])
def test_a_home_that_is_not_there_is_not_made(tmp_path: Path, command: str) -> None:
    home = tmp_path / "gone"
    done = harvestman(*command.split(), "--home", str(home))
    assert (done.returncode, home.exists()) == (1, False)
    assert "harvestman demo" in done.stderr


def test_init_writes_a_home_and_keeps_what_is_there(tmp_path: Path) -> None:
    first = harvestman("init", "--home", str(tmp_path), "--json")
    (tmp_path / "harvestman.toml").write_text("[shop]\nport = 8123\n")
    second = harvestman("init", "--home", str(tmp_path), "--json")
    assert len(json.loads(first.stdout)["written"]) == 2
    assert json.loads(second.stdout)["written"] == []
    assert "8123" in (tmp_path / "harvestman.toml").read_text()


def test_page_shows_what_a_saved_file_holds(tmp_path: Path) -> None:
    saved = tmp_path / "page.html.gz"
    saved.write_bytes(gzip.compress(b"<title>Kettle</title><a href=/p/2>next</a>"))
    done = harvestman(
        "page", str(saved), "--url", "http://a.test/p/1", "--json", cwd=tmp_path
    )
    found = json.loads(done.stdout)
    assert (found["title"], found["product"]) == ("Kettle", None)
    assert found["links"][0]["dst_url"] == "http://a.test/p/2"


def test_doctor_says_what_is_there(tmp_path: Path) -> None:
    done = harvestman("doctor", "--home", str(tmp_path), "--json")
    checks = {
        check["name"]: check["state"] for check in json.loads(done.stdout)["checks"]
    }
    assert checks["Python"] == checks["packages"] == "good"


def test_doctor_fails_when_something_is_wrong(tmp_path: Path) -> None:
    done = harvestman(
        "doctor", "--home", str(tmp_path), HARVESTMAN_CRAWL_CHROMIUM="/gone"
    )
    assert done.returncode == 1
    assert "not at /gone" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_the_program(shell: str) -> None:
    assert "harvestman" in harvestman("completion", shell).stdout


def test_completion_offers_commands() -> None:
    done = harvestman(
        _HARVESTMAN_COMPLETE="bash_complete", COMP_WORDS="harvestman cr", COMP_CWORD="1"
    )
    assert "crawl" in done.stdout
