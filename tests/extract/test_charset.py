import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.markup.charset import as_utf8, decode


@given(st.binary(), st.none() | st.text())
def test_any_bytes_become_text_that_utf8_can_hold(body: bytes, declared: str) -> None:
    text, _ = decode(body, declared)
    assert text.encode().decode() == text


@given(
    st.binary() | st.text().map(str.encode),
    st.sampled_from((None, "charset=utf-8", "charset=latin1", "charset=gbk")),
)
def test_bytes_kept_as_they_are_are_the_text_in_utf8(
    body: bytes, declared: str | None
) -> None:
    text, charset = decode(body, declared)
    assert as_utf8(body, declared) == (text.encode(), charset)


@pytest.mark.parametrize(
    ("body", "declared", "text", "charset"),
    [
        (b"\xef\xbb\xbf\xc3\xa4", "text/html; charset=latin1", "ä", "utf-8"),
        (b"\xff\xfeh\x00i\x00", None, "hi", "utf-16-le"),
        (b"\xe4", "text/html; charset=ISO-8859-1", "ä", "cp1252"),
        (b"\x80", "text/html; charset=us-ascii", "€", "cp1252"),
        (
            b'<meta charset="shift_jis">\x83y',
            None,
            '<meta charset="shift_jis">ペ',
            "cp932",
        ),
        (b"<meta charset=utf-16>a", None, "<meta charset=utf-16>a", "utf-8"),
        (b"caf\xc3\xa9", None, "café", "utf-8"),
        (b"caf\xe9", None, "café", "cp1252"),
        (b"\xc3\xa9 caf\xc3", None, "é caf", "utf-8"),
        (b"a", "text/html; charset=idna", "a", "utf-8"),
    ],
)
def test_the_strongest_claim_wins(
    body: bytes, declared: str | None, text: str, charset: str
) -> None:
    assert decode(body, declared) == (text, charset)


def test_a_meta_tag_past_the_prescan_is_not_looked_for() -> None:
    body = b" " * 1100 + b"<meta charset=koi8-r>\xe9"
    assert decode(body)[1] == "cp1252"
