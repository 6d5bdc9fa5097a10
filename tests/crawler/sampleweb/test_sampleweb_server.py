import pytest

HOST = "hearthlane.test"


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(
    "junk",
    [
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost hearthlane.test\r\n\r\n",
        b"GET nowhere HTTP/1.1\r\nHost: hearthlane.test\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: hearthlane.test\r\nContent-Length: x\r\n\r\n",
    ],
)
def test_junk_gets_400_and_a_closed_connection(client, junk: bytes) -> None:
    assert status(client.exchange(HOST, junk)) == 400


def test_a_head_without_end_gets_431(client) -> None:
    junk = b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000
    assert status(client.exchange(HOST, junk)) == 431


def test_a_body_too_large_gets_413(client) -> None:
    assert (
        status(client.get(HOST, "/", "Content-Length: 9999999", method="POST")) == 413
    )


def test_other_methods_get_405_and_are_told_which_work(client) -> None:
    answer = client.get(HOST, "/", method="DELETE")
    assert status(answer) == 405
    assert b"Allow: GET, HEAD" in answer


def test_the_body_of_a_refused_post_does_not_become_a_request(client) -> None:
    post = b"POST /cart HTTP/1.1\r\nHost: hearthlane.test\r\nContent-Length: 8\r\n\r\nGET / HT"
    get = b"GET /about HTTP/1.1\r\nHost: hearthlane.test\r\nConnection: close\r\n\r\n"
    answer = client.exchange(HOST, post + get)
    assert [answer.count(b"HTTP/1.1 405"), answer.count(b"HTTP/1.1 200")] == [1, 1]


def test_a_missing_page_gets_404(client) -> None:
    assert status(client.get(HOST, "/no-such-page")) == 404


def test_a_host_asked_at_the_address_of_another_gets_421(client) -> None:
    question = b"GET / HTTP/1.1\r\nHost: werkgarten.test\r\nConnection: close\r\n\r\n"
    assert status(client.exchange(HOST, question)) == 421


def test_two_hosts_at_one_address_are_told_apart_by_name(client) -> None:
    resolve = client.web.resolve
    assert resolve["veloetjardin.test"] == resolve["klangundlicht.test"]
    assert b'<html lang="fr">' in client.get("veloetjardin.test", "/")
    assert b'<html lang="de">' in client.get("klangundlicht.test", "/")


def test_head_gives_the_head_of_get_and_nothing_more(client) -> None:
    whole = client.get(HOST, "/")
    assert (
        client.get(HOST, "/", method="HEAD")
        == whole.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    )


def test_requests_sent_ahead_are_answered_in_order(client) -> None:
    host = f"HTTP/1.1\r\nHost: slow.test:{client.web.port}\r\n"
    ahead = f"GET /late {host}\r\nGET /robots.txt {host}\r\nGET / {host}Connection: close\r\n\r\n"
    answer = client.exchange("slow.test", ahead.encode())
    late, rules = answer.index(b"first byte after"), answer.index(b"User-agent: *")
    assert late < rules < answer.index(b"<h1>Patience")


def test_a_request_in_pieces_is_put_together(client) -> None:
    with client.connect(HOST) as sock:
        sock.sendall(b"GET /about HTTP/1.1\r\nHo")
        sock.sendall(b"st: hearthlane.test\r\n\r")
        sock.sendall(b"\n")
        assert sock.recv(15) == b"HTTP/1.1 200 OK"


def test_an_old_client_gets_its_connection_closed(client) -> None:
    answer = client.exchange(
        HOST, b"GET /about HTTP/1.0\r\nHost: hearthlane.test\r\n\r\n"
    )
    assert status(answer) == 200


def test_what_is_served_is_what_the_web_holds(client, body_of) -> None:
    path = client.web.web.paths(HOST)[300]
    assert client.body(HOST, path) == body_of(client.web.web.page(HOST, path))
