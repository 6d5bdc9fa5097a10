from ledger.orders.pages import page_token, token_hash

SALT = b"\x07" * 32


def test_a_mail_finds_the_page_again_and_another_order_has_another():
    assert page_token(SALT, "key") == page_token(SALT, "key")
    assert page_token(SALT, "key") != page_token(SALT, "other")


def test_without_the_salt_a_key_opens_no_page():
    assert page_token(SALT, "key") != page_token(b"\x08" * 32, "key")


def test_a_token_has_256_bits_and_its_hash_does_not_hold_it():
    token = page_token(SALT, "key")
    assert len(token) == 43
    assert token not in token_hash(token)
