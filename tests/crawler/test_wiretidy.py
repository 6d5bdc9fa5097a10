import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_servers import answer, saying, told

from crawler.wire.tidy import end_of_head, tidied

START = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 3\r\n"


@pytest.mark.parametrize(
    "head",
    [
        START + b"this line has no colon\r\n" + LENGTH,
        START + b"Odd name: x\r\n" + LENGTH,
        START + b": nameless\r\n" + LENGTH,
        START + LENGTH + LENGTH,
        START + b"Content-Length: 3, 3\r\n",
        START + b"X-A: a\r\n\tgoes on\r\n" + LENGTH,
        START + b"X-A: \x00\x01\r\n" + LENGTH,
        START + "X-Ä: ö\r\n".encode() + LENGTH,
        b"HTTP/1.1  200  OK\r\n" + LENGTH,
        b"HTTP/1.9 200\n" + LENGTH.replace(b"\r", b""),
    ],
)
def test_a_head_that_breaks_the_rules_is_read_all_the_same(head: bytes) -> None:
    sent = head + b"X-B: b\r\n\r\nabc"
    whole = answer(saying(sent))
    assert (whole.status, whole.body) == (200, b"abc")
    assert (b"X-B", b"b") in whole.headers
    # However it comes.
    assert told(saying(*(sent[at : at + 1] for at in range(len(sent))))) == (
        "",
        b"abc",
        "",
    )


@pytest.mark.parametrize(
    "head",
    [
        START + LENGTH + b"Content-Length: 4\r\n",
        START + b"Content-Length: many\r\n",
        b"HTTP/3.0 200 OK\r\n" + LENGTH,
        b"HTTP/1.1 20 OK\r\n" + LENGTH,
    ],
)
def test_what_may_mean_two_things_is_no_answer(head: bytes) -> None:
    assert told(saying(head + b"\r\nabc"))[0] == "BadAnswer"


def test_a_body_goes_on_behind_a_head_put_in_order() -> None:
    head = START + b"no colon\r\nTransfer-Encoding: chunked\r\n\r\n"
    parts = [b"3\r\nabc\r\n", b"3\r\ndef\r\n", b"0\r\n\r\n"]
    assert told(saying(head, *parts)) == ("", b"abcdef", "")
    assert told(saying(head, *parts[:1], b"no chunk\r\n")) == ("", b"abc", "disconnect")


def test_a_head_put_in_order_is_flooded_as_any_other() -> None:
    assert told(saying(START + b"no colon\r\n" * 10_000))[0] == "HeaderFlood"
    assert told(saying(START + b"no colon\r\n", b"x" * 100_000))[0] == "HeaderFlood"


@given(st.binary())
def test_no_head_makes_tidying_fail(data: bytes) -> None:
    for head in (data, START + data):
        end = end_of_head(head)
        made = tidied(head[:end])
        assert made is None or tidied(made) == made
