import base64
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ledger.errors import SecretMissing, VaultDamaged, VaultKeyWrong, VaultLocked
from ledger.tables import vault
from ledger.vault import Vault, forget, names, new_key, rotate

HUSHED = "sk_live_ö\N{KEY}\x00"


@pytest.fixture
def safe():
    return Vault.from_key(new_key())


@pytest.fixture
def writer(ledger):
    with ledger.write() as connection:
        yield connection


def test_a_secret_comes_back_as_it_was_put(writer, safe, now):
    safe.put(writer, "stripe", HUSHED, now)
    assert safe.get(writer, "stripe") == HUSHED
    assert names(writer) == ["stripe"]


def test_a_secret_put_again_takes_the_place_of_the_old_one(writer, safe, now):
    later = now + timedelta(days=1)
    safe.put(writer, "stripe", "old", now)
    safe.put(writer, "stripe", "new", later)
    assert safe.get(writer, "stripe") == "new"
    assert writer.scalars(select(vault.c.updated_at)).all() == [later]


def test_the_table_does_not_show_the_secret(writer, safe, now):
    safe.put(writer, "stripe", "sk_live", now)
    safe.put(writer, "other", "sk_live", now)
    first, second = writer.execute(select(vault)).all()
    assert b"sk_live" not in first.ciphertext
    assert first.nonce != second.nonce
    assert first.ciphertext != second.ciphertext


def test_a_forgotten_secret_is_missing(writer, safe, now):
    safe.put(writer, "stripe", HUSHED, now)
    assert forget(writer, "stripe")
    assert not forget(writer, "stripe")
    with pytest.raises(SecretMissing, match="'stripe'"):
        safe.get(writer, "stripe")


def test_another_key_is_named_as_the_wrong_one(writer, safe, now):
    other = Vault.from_key(new_key())
    safe.put(writer, "stripe", HUSHED, now)
    with pytest.raises(VaultKeyWrong, match=f"{safe.key_id}, not with {other.key_id}"):
        other.get(writer, "stripe")


@pytest.mark.parametrize("column", ["nonce", "ciphertext"])
def test_a_changed_secret_is_refused(writer, safe, now, column):
    safe.put(writer, "stripe", HUSHED, now)
    value = bytearray(writer.scalar(select(vault.c[column])))
    value[0] ^= 1
    writer.execute(update(vault).values({column: bytes(value)}))
    with pytest.raises(VaultDamaged, match="'stripe'"):
        safe.get(writer, "stripe")


def test_a_secret_moved_to_another_name_is_refused(writer, safe, now):
    safe.put(writer, "test", "harmless", now)
    writer.execute(update(vault).values(name="live"))
    with pytest.raises(VaultDamaged):
        safe.get(writer, "live")


def test_rotating_writes_everything_with_the_new_key(writer, safe, now):
    for number in range(3):
        safe.put(writer, f"secret{number}", str(number), now)
    new = Vault.from_key(new_key())
    assert rotate(writer, safe, new, now) == 3
    assert [new.get(writer, name) for name in names(writer)] == ["0", "1", "2"]
    with pytest.raises(VaultKeyWrong):
        safe.get(writer, "secret0")


def test_rotating_is_all_or_nothing(ledger, safe, now):
    third, new = Vault.from_key(new_key()), Vault.from_key(new_key())
    with ledger.write() as connection:
        safe.put(connection, "a", "1", now)
        third.put(connection, "b", "2", now)
    with pytest.raises(VaultKeyWrong), ledger.write() as connection:
        rotate(connection, safe, new, now)
    with ledger.read() as connection:
        assert safe.get(connection, "a") == "1"


def test_a_key_is_the_same_as_hex_as_base64_and_with_spaces_around():
    raw = bytes(range(200, 232))
    texts = [raw.hex(), f" {raw.hex().upper()}\n", base64.b64encode(raw).decode()]
    texts += [base64.urlsafe_b64encode(raw).decode()]
    assert len({Vault.from_key(text).key_id for text in texts}) == 1


@pytest.mark.parametrize("text", [None, "", "short", "g" * 64, "é" * 32, "A" * 43])
def test_without_a_usable_key_the_vault_says_which_variable_to_set(text):
    with pytest.raises(VaultLocked, match=r"HARVESTMAN_LEDGER_VAULT_KEY.*openssl rand"):
        Vault.from_key(text)


def test_a_vault_shows_only_which_key_it_has():
    key = new_key()
    assert repr(Vault.from_key(key)) == f"Vault(key_id='{Vault.from_key(key).key_id}')"
    assert key not in str(Vault.from_key(key))
