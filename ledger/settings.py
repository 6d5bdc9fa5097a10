"""The settings of the ledger, as jobs/settings.py hands them over."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class LedgerSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """Where the ledger lies and how careful it is."""

    url: Annotated[
        str | None,
        Meta(
            description="A postgresql:// URL; without one the ledger is the SQLite file"
            " ledger.db in the home folder."
        ),
    ] = None
    busy_timeout_ms: Annotated[
        int,
        Meta(
            description="So long a writer waits for the writer before it.",
            ge=100,
            le=600_000,
        ),
    ] = 10_000
    synchronous: Annotated[
        Literal["NORMAL", "FULL"],
        Meta(
            description="With FULL a commit survives a power cut, with NORMAL only the"
            " end of the process (SQLite)."
        ),
    ] = "FULL"
    vault_key: Annotated[
        str | None,
        Meta(
            description="The key of the vault: 32 bytes as base64 or hex.",
            extra={"secret": True},
        ),
    ] = None

    # The key must not reach a log, and a URL may hold a password.
    def __repr__(self) -> str:
        return (
            f"LedgerSettings(synchronous={self.synchronous!r},"
            f" busy_timeout_ms={self.busy_timeout_ms})"
        )
