"""Signatures of outgoing messages, against the example that the standard gives."""

from datetime import UTC, datetime

import pytest

from connect.errors import SecretMalformed
from connect.hooks.signing import headers, secret_of, signature

SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl"
BODY = b'{"event_type":"ping","data":{"success":true}}'


def test_a_message_is_signed_as_the_standard_s_example():
    made = signature(SECRET, "msg_loFOjxBNrRLzqYUf", "1731705121", BODY)
    assert made == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


def test_headers_hold_the_message_s_name_and_the_second():
    now = datetime.fromtimestamp(1731705121.9, UTC)
    made = headers(SECRET, "msg_loFOjxBNrRLzqYUf", BODY, now)
    assert made["webhook-id"] == "msg_loFOjxBNrRLzqYUf"
    assert made["webhook-timestamp"] == "1731705121"
    assert made["webhook-signature"].endswith("lIktD0=")


def test_each_endpoint_and_each_version_has_a_secret_of_its_own():
    made = {
        secret_of(salt, name, version)
        for salt in (b"a" * 32, b"b" * 32)
        for name in ("one", "two")
        for version in (1, 2)
    }
    assert len(made) == 8
    assert secret_of(b"a" * 32, "one", 1) in made


@pytest.mark.parametrize("secret", ["whsec_!", "whsec_abc", "whsec_ä"])
def test_a_secret_that_cannot_sign_is_refused_and_not_repeated(secret):
    with pytest.raises(SecretMalformed) as refused:
        signature(secret, "msg", "1", b"")
    assert secret not in str(refused.value)
