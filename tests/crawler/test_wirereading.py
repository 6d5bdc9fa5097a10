import contextlib
import gzip
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_servers import outcome, saying

from crawler.errors import BadAnswer, WireError
from crawler.exchange import Answer
from crawler.wire.reading import Reading

LIMIT = 2000
BODY = b"<p>some text of a page</p>" * 20
GIFT = gzip.compress(BODY)
HONEST = [
    b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY),
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b"
    % (len(GIFT), GIFT),
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"1f4\r\n%b\r\n14\r\n%b\r\n0\r\nTrailer: x\r\n\r\n" % (BODY[:500], BODY[500:]),
    b"HTTP/1.0 404 Not Found\r\nServer: x\r\n\r\n" + BODY,
]
Told = tuple[int, bytes, str, int]


def told(pieces: list[bytes], limit: int = LIMIT) -> Told | str:
    """What an answer that comes in `pieces` comes to."""
    reading = Reading()
    reading.begin(bodiless=False, limit=limit)
    try:
        if not any(reading.feed(piece) for piece in pieces):
            reading.end(clean=True)
    except WireError as error:
        return type(error).__name__
    body = reading.body()
    assert len(body) <= limit
    return reading.status, body, reading.truncated, len(reading.headers)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(ends)]


def mutated(data: bytes, at: int, put: bytes, drop: int) -> bytes:
    place = at % (len(data) + 1)
    return data[:place] + put + data[place + drop :]


# What servers get wrong: a few bytes at one place, out of the words of the protocol.
odd_bytes = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b"\r\n", b"\n", b"\r", b"\r\n\r\n", b":", b" ", b"0", b"-1", b"\x00"]
    ),
    st.sampled_from(
        [b"HTTP/1.1 200 OK\r\n", b"Content-Length: 3\r\n", b"\r\n0\r\n\r\n"]
    ),
    st.sampled_from([b"Transfer-Encoding: chunked\r\n", b"Connection: upgrade\r\n"]),
)
answers = st.builds(
    mutated, st.sampled_from(HONEST), st.integers(0, 999), odd_bytes, st.integers(0, 20)
)
places = st.lists(st.integers(0, 2000), max_size=8)


@pytest.mark.parametrize("sent", HONEST)
def test_honest_answers_are_read_whole(sent: bytes) -> None:
    came = told([sent])
    assert isinstance(came, tuple)
    assert came[1:3] == (BODY, "")


@given(st.sampled_from(HONEST), places)
def test_it_does_not_matter_how_an_answer_is_cut(sent: bytes, at: list[int]) -> None:
    assert told(cut(sent, at)) == told([sent])


@settings(max_examples=500)
@given(answers, places)
def test_hostile_bytes_end_in_an_answer_or_a_name(sent: bytes, at: list[int]) -> None:
    told(cut(sent, at))


@given(st.binary(), places)
def test_bytes_that_are_no_http_have_a_name(sent: bytes, at: list[int]) -> None:
    assert told(cut(sent, at)) in {"BadAnswer", "Disconnected"}


@given(st.integers(0, len(BODY)), st.integers(0, 3))
def test_a_limit_cuts_an_answer_just_there(limit: int, which: int) -> None:
    came = told([HONEST[which]], limit)
    assert isinstance(came, tuple)
    why = "length" if limit < len(BODY) else ""
    assert came[1:3] == (BODY[:limit], why)


@given(st.lists(answers, min_size=1, max_size=3))
def test_what_came_before_does_not_spoil_what_comes(sent: list[bytes]) -> None:
    reading = Reading()
    for one in sent:
        reading.begin(bodiless=False, limit=LIMIT)
        with contextlib.suppress(WireError):
            reading.feed(one)
        # Only a connection that may be kept is asked again.
        if not (reading.complete and reading.keep):
            return
    reading.begin(bodiless=False, limit=LIMIT)
    assert reading.feed(HONEST[0])
    assert reading.body() == BODY


def test_a_bomb_is_noticed_while_it_comes() -> None:
    bomb = gzip.compress(bytes(400_000_000), 1)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    reading = Reading()
    reading.begin(bodiless=False, limit=10_000_000)
    pieces = [head, *(bomb[at : at + 65_536] for at in range(0, len(bomb), 65_536))]
    taken = next(count for count, one in enumerate(pieces) if reading.feed(one))
    assert taken < len(pieces) / 2
    assert (reading.body(), reading.truncated) == (bytes(10_000_000), "length")


def test_a_name_says_what_the_server_did() -> None:
    reading = Reading()
    reading.begin(bodiless=False, limit=LIMIT)
    with pytest.raises(BadAnswer, match=r"does not speak HTTP/1\.x: Expected HTTP/"):
        reading.feed(b"220 smtp ready\r\n")


@pytest.mark.slow
@settings(max_examples=2000)
@given(answers, places)
def test_a_hostile_server_never_breaks_the_loop(sent: bytes, at: list[int]) -> None:
    # The outcome's own support fails on anything that reaches the loop.
    came = outcome(saying(*cut(sent, at)), max_bytes=LIMIT)
    assert isinstance(came, (Answer, WireError))
