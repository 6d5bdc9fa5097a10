from pathlib import Path

import pytest

from jobs.errors import BadSetting
from jobs.settings import read_settings

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "hush",
    "AWS_REGION": "eu-north-1",
}


def test_standard_variables_are_asked_last(tmp_path: Path) -> None:
    (tmp_path / "harvestman.toml").write_text("[lake]\ns3_region = 'eu-west-1'")
    variables = KEYS | {"HARVESTMAN_LAKE_S3_KEY_ID": "other"}
    lake = read_settings(tmp_path, variables).lake
    assert (lake.s3_key_id, lake.s3_secret) == ("other", "hush")
    assert lake.s3_region == "eu-west-1"


def test_a_wrong_standard_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="AWS_ENDPOINT_URL = 'minio'"):
        read_settings(tmp_path, {"AWS_ENDPOINT_URL": "minio"})


def test_keys_are_not_shown(tmp_path: Path) -> None:
    lake = read_settings(tmp_path, KEYS).lake
    assert "eu-north-1" in repr(lake)
    assert not any(KEYS[name] in repr(lake) for name in list(KEYS)[:2])
