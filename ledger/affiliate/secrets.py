"""The secret by which a network proves that a postback is its own; the vault keeps it."""

import re
import secrets
from datetime import datetime

from sqlalchemy import Connection

from ledger.affiliate.errors import FactsRefused
from ledger.vault import Vault, forget, names

_PREFIX = "affiliate."
_NAME = re.compile("[a-z0-9][a-z0-9-]{0,39}")
_BYTES = 24


def secret_of(vault: Vault, connection: Connection, network: str) -> str:
    """Return the secret of a network, or raise SecretMissing."""
    return vault.get(connection, _PREFIX + network)


def new_secret(
    vault: Vault, connection: Connection, network: str, now: datetime
) -> str:
    """Make a secret for a network, in place of an older one; it is shown once."""
    if not _NAME.fullmatch(network):
        raise FactsRefused(
            f"{network[:60]!r} is no name of a network: small letters, digits and -,"
            " at most 40"
        )
    made = secrets.token_urlsafe(_BYTES)
    vault.put(connection, _PREFIX + network, made, now)
    return made


def forget_secret(connection: Connection, network: str) -> bool:
    """Hear a network no more; False where it was not heard before."""
    return forget(connection, _PREFIX + network)


def heard_networks(connection: Connection) -> list[str]:
    """Return the networks that have a secret."""
    found = names(connection)
    return [name.removeprefix(_PREFIX) for name in found if name.startswith(_PREFIX)]
