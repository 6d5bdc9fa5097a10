"""Who gets alerts, for tests: a mail server with a password, and an address."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alert_receivers import Box, hook_at, mail_server

from jobs.operate.settings import AlertsSettings


@pytest.fixture
def mails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Box, AlertsSettings]]:
    with mail_server(tmp_path / "tls") as (box, settings, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        yield box, settings


@pytest.fixture
def hook() -> Iterator[Any]:
    with hook_at(0) as server:
        yield server
