"""`harvestman clicks` takes what the shop noted and says what of it counts."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobs.cli import main
from storefront.events.event import Event, event_id
from storefront.events.segments import Segments


@pytest.fixture
def clicked(tmp_path: Path) -> Path:
    log = Segments(tmp_path, lambda: datetime.now(UTC))
    for agent, host in (("firefox", "a.test"), ("firefox", "a.test"), ("curl", "b")):
        now = datetime.now(UTC)
        log.append(
            Event(
                event_id=event_id(now),
                ts=now,
                kind="click",
                session=agent,
                agent=agent,
                host=host,
                sku="hm-1",
                offer_key=host,
            )
        )
    return tmp_path


def said(capsys: Any, *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["clicks", *words])
    assert not ended.value.code
    return str(capsys.readouterr().out)


def test_clicks_are_told_by_shop_and_by_product(clicked: Path, capsys: Any) -> None:
    home = ("--home", str(clicked))
    found = json.loads(said(capsys, *home, "--json").splitlines()[-1])
    assert found["verdicts"] == {"counted": 1, "repeat": 1, "robot": 1}
    hosts = [(one["name"], one["counted"], one["robots"]) for one in found["by_host"]]
    assert hosts == [("a.test", 1, 0), ("b", 0, 1)]
    assert found["by_sku"][0]["clicks"] == 3
    text = said(capsys, *home)
    assert "3 clicks in 30 days, 1 counted" in text
    assert "a.test" in text
