import contextlib
from pathlib import Path

import pytest

from jobs.errors import BadSetting
from jobs.settings import Settings, all_settings, read_settings


def write(home: Path, text: str) -> Path:
    (home / "harvestman.toml").write_text(text, encoding="utf-8")
    return home


def test_without_a_file_every_setting_has_its_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == Settings()


def test_the_file_overrides_defaults(tmp_path: Path) -> None:
    write(tmp_path, "[crawl]\ndelay_s = 2.5\nresolve = {'a.test' = '127.0.1.1'}")
    crawl = read_settings(tmp_path, {}).crawl
    assert (crawl.delay_s, crawl.resolve) == (2.5, {"a.test": "127.0.1.1"})


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    write(tmp_path, "[crawl]\ndelay_s = 2.5")
    variables = {
        "HARVESTMAN_CRAWL_DELAY_S": "3",
        "HARVESTMAN_CRAWL_ALLOW_PRIVATE": "true",
        "HARVESTMAN_CRAWL_RESOLVE": '{"b.test": "127.0.1.2"}',
        "HARVESTMAN_HOME": "elsewhere",
        "PATH": "/bin",
    }
    crawl = read_settings(tmp_path, variables).crawl
    assert (crawl.delay_s, crawl.allow_private) == (3.0, True)
    assert crawl.resolve == {"b.test": "127.0.1.2"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[crawl]\ndelay = 1", "unknown setting crawl.delay; did you mean delay_s?"),
        ("[crwal]\n", r"unknown section \[crwal\]; did you mean crawl?"),
        ("[crawl]\ndelay_s = 'soon'", "crawl.delay_s = 'soon': expected a number. Sec"),
        ("[crawl]\ndelay_s = -1", "crawl.delay_s = -1: expected a number >= 0.0. Sec"),
        ("[crawl]\non_block = 'go'", "= 'go': expected pause or slow or note. What"),
        ("[crawl\n", "cannot be read as TOML"),
        ("crawl = 3", r"write it as \[crawl\]"),
        ("[ledger]\nvault_key = 'k'", "set HARVESTMAN_LEDGER_VAULT_KEY"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        read_settings(write(tmp_path, text), {})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HARVESTMAN_CRAWL_DELAI_S", "1", "did you mean HARVESTMAN_CRAWL_DELAY_S"),
        ("HARVESTMAN_SHOP_PORT", "http", "HARVESTMAN_SHOP_PORT = 'http'"),
        ("HARVESTMAN_SHOP_PORT", "70000", "<= 65535"),
        ("HARVESTMAN_CRAWL_RESOLVE", "{", "HARVESTMAN_CRAWL_RESOLVE"),
    ],
)
def test_a_wrong_variable_is_refused_by_name(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    with pytest.raises(BadSetting, match=said):
        read_settings(tmp_path, {name: value})


def test_no_error_shows_a_secret(tmp_path: Path) -> None:
    write(tmp_path, "[ledger]\nvault_key = 'hunter22'")
    with pytest.raises(BadSetting) as refused:
        read_settings(tmp_path, {})
    assert "hunter22" not in str(refused.value)


def test_every_setting_says_what_it_does() -> None:
    assert all(setting.description.endswith(".") for setting in all_settings())


@pytest.mark.parametrize("name", [one.variable for one in all_settings()])
def test_every_setting_can_be_given(name: str, tmp_path: Path) -> None:
    with contextlib.suppress(BadSetting):  # and no bound that its type cannot have
        read_settings(tmp_path, {name: "70"})
