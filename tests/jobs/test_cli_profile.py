import json
import subprocess
import sys
from pathlib import Path

from crawler.manners.permission import Permission, grant

PROGRAM = str(Path(sys.executable).with_name("harvestman"))
CONFIRM = ("confirm", "dhgate", "--by", "Ada", "--evidence", "contracts/1.pdf")


def profile(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, "profile", *arguments, "--home", str(home)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def states(home: Path) -> dict[str, str]:
    answer = json.loads(profile(home, "list", "--json").stdout)
    return {one["name"]: one["state"] for one in answer["profiles"]}


def test_every_profile_is_off_until_someone_confirms_it(tmp_path: Path) -> None:
    assert set(states(tmp_path / "none yet").values()) == {"off"}
    assert set(states(tmp_path).values()) == {"off"}
    assert profile(tmp_path, *CONFIRM).returncode == 0
    assert states(tmp_path)["dhgate"] == "on, by Ada"
    assert states(tmp_path)["temu"] == "off"
    assert (tmp_path / "campaigns" / "dhgate.toml").is_file()


def test_a_permission_that_has_ended_is_none(tmp_path: Path) -> None:
    permission = Permission(
        site="DHgate", hosts=(), by="Ada", evidence="1.pdf", at=0.0, until=1.0
    )
    grant(tmp_path, permission)
    assert states(tmp_path)["dhgate"].startswith("ended")


def test_a_permission_is_not_given_for_the_past(tmp_path: Path) -> None:
    done = profile(tmp_path, *CONFIRM, "--until", "2020-01-01")
    assert (done.returncode, "2020-01-01 is past" in done.stderr) == (2, True)
    assert states(tmp_path)["dhgate"] == "off"


def test_a_confirmation_without_evidence_is_wrong_use(tmp_path: Path) -> None:
    done = profile(tmp_path, *CONFIRM[:4])
    assert (done.returncode, "--evidence" in done.stderr) == (2, True)


def test_a_profile_says_where_its_terms_are(tmp_path: Path) -> None:
    tmp_path.joinpath("harvestman.toml").touch()
    shown = profile(tmp_path, "show", "shein").stdout
    assert shown.startswith("Shein: off")
    assert "terms: https://" in shown
