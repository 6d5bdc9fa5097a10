"""Secrets at rest: AES-256-GCM with a key from the settings.

The name of a secret is bound to its ciphertext, so that rows cannot be exchanged, and
each row says which key it was written with, so that a wrong key is told from damage.
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, select

from ledger.errors import SecretMissing, VaultDamaged, VaultKeyWrong, VaultLocked
from ledger.tables import vault
from ledger.upsert import upsert

KEY_BYTES = 32
NONCE_BYTES = 12  # what GCM is made for

_HOW = (
    "set HARVESTMAN_LEDGER_VAULT_KEY to 32 random bytes as base64 or hex, made for"
    " example by `openssl rand -base64 32`, and keep a copy apart from the backups"
)


def new_key() -> str:
    """Make a key for the vault."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


@dataclass(frozen=True, slots=True)
class Vault:
    """A key in use; shows only which one it is."""

    key_id: str
    _cipher: AESGCM = field(repr=False)

    @classmethod
    def from_key(cls, text: str | None) -> Self:
        """Take the key from the settings."""
        if not text:
            raise VaultLocked(f"the vault has no key: {_HOW}")
        key = _read_key(text)
        # A hash with a purpose of its own says nothing about the key.
        key_id = hashlib.sha256(b"harvestman vault key id\x00" + key).hexdigest()[:16]
        return cls(key_id, AESGCM(key))

    def put(
        self, connection: Connection, name: str, secret: str, now: datetime
    ) -> None:
        """Keep a secret under a name, in place of an older one."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        row = {
            "name": name,
            "nonce": nonce,
            "ciphertext": self._cipher.encrypt(nonce, secret.encode(), name.encode()),
            "key_id": self.key_id,
            "updated_at": now,
        }
        connection.execute(upsert(connection, vault), row)

    def get(self, connection: Connection, name: str) -> str:
        """Read a secret."""
        row = connection.execute(
            select(vault.c.key_id, vault.c.nonce, vault.c.ciphertext).where(
                vault.c.name == name
            )
        ).first()
        if row is None:
            raise SecretMissing(
                f"the vault holds no secret named {name!r}: put it first"
            )
        key_id, nonce, ciphertext = row
        if key_id != self.key_id:
            raise VaultKeyWrong(
                f"the secret {name!r} was written with the key {key_id}, not with"
                f" {self.key_id}: set HARVESTMAN_LEDGER_VAULT_KEY to that key, or put"
                " the secret again"
            )
        try:
            return self._cipher.decrypt(nonce, ciphertext, name.encode()).decode()
        except InvalidTag:
            raise VaultDamaged(
                f"the secret {name!r} was changed after it was written: put it again"
            ) from None


def names(connection: Connection) -> list[str]:
    """List what the vault holds."""
    return list(connection.scalars(select(vault.c.name).order_by(vault.c.name)))


def forget(connection: Connection, name: str) -> bool:
    """Delete a secret; False when there was none."""
    return connection.execute(delete(vault).where(vault.c.name == name)).rowcount == 1


def rotate(connection: Connection, old: Vault, new: Vault, now: datetime) -> int:
    """Write every secret anew with another key; all or, on an error, none of them."""
    held = names(connection)
    for name in held:
        new.put(connection, name, old.get(connection, name), now)
    return len(held)


def _read_key(text: str) -> bytes:
    text = text.strip()
    try:
        if len(text) == KEY_BYTES * 2:
            return bytes.fromhex(text)
        usual = text.replace("-", "+").replace("_", "/")
        key = base64.b64decode(usual, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultLocked(f"the vault's key is not one: {_HOW}")
    return key
