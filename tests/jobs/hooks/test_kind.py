"""The kind of work `hook`, against a real receiver, done by a real worker's clerk."""

import http.server
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connect.hooks.settings import HooksSettings
from connect.hooks.signing import secret_of, signature
from jobs.hooks.kind import NotTaken, hook_kind
from jobs.kinds import Bench
from jobs.settings import Settings
from jobs.work.kinds import LastingError, Task
from lake.salt import home_salt
from ledger.hooks import deliveries, endpoints
from ledger.hooks.putting import put_test
from ledger.open import open_ledger
from ledger.settings import LedgerSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told, and answers what its server says."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append((dict(self.headers), body))
        self.send_response(self.server.answer)
        for name, value in self.server.more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.heard, server.answer, server.more = [], 204, {}
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server
        server.shutdown()
        serving.join()


@pytest.fixture
def bench(tmp_path):
    settings = Settings(hooks=HooksSettings(allow_private=True))
    with open_ledger(tmp_path, LedgerSettings(synchronous="NORMAL")) as ledger:
        yield Bench(tmp_path, settings, ledger)


@pytest.fixture
def endpoint(bench, receiver):
    url = f"http://127.0.0.1:{receiver.server_port}/hooks"
    with bench.ledger.write() as connection:
        return endpoints.add(connection, url, (), "1", NOW)


@pytest.fixture
def message(bench, endpoint):
    with bench.ledger.write() as connection:
        return put_test(connection, endpoint.endpoint_id, NOW)


def do(bench, endpoint, message, attempt=1):
    """Do the work once; write what it wants written."""
    payload = {"endpoint_id": endpoint.endpoint_id, "message": message}
    effect = hook_kind(bench).run(Task(1, "hook", None, payload, attempt))
    if effect is not None:
        with bench.ledger.write() as connection:
            effect(connection)


def tries(bench, endpoint):
    with bench.ledger.read() as connection:
        found = deliveries.latest(connection, endpoint.endpoint_id, 10)
    return [(one.attempt, one.status, one.error) for one in found]


def test_a_message_comes_signed_by_the_endpoint_s_own_secret(
    bench, endpoint, message, receiver
):
    do(bench, endpoint, message)
    ((headers, body),) = receiver.heard
    secret = secret_of(home_salt(bench.home), endpoint.endpoint_id, 1)
    at = headers["webhook-timestamp"]
    assert headers["webhook-signature"] == signature(secret, message["id"], at, body)
    assert headers["webhook-id"] == message["id"]
    assert headers["Content-Type"] == "application/json"
    assert body == (
        b'{"type": "test.ping", "timestamp": "2026-03-01T12:00:00+00:00", "data": {}}'
    )
    assert tries(bench, endpoint) == [(1, 204, None)]


@pytest.mark.parametrize(
    "said",
    [
        (500, {}, None),
        (429, {"Retry-After": "120"}, 120),
        (503, {"Retry-After": "9999999"}, 86_400),
        (503, {"Retry-After": "tomorrow"}, None),
        (302, {"Location": "http://127.0.0.1/"}, None),
    ],
)
def test_what_was_not_taken_is_noted_and_sent_again(
    bench, endpoint, message, receiver, said
):
    answer, more, wait_s = said
    receiver.answer, receiver.more = answer, more
    with pytest.raises(NotTaken, match=str(answer)) as refused:
        do(bench, endpoint, message)
    assert refused.value.retry_after_s == wait_s
    receiver.answer = 200
    do(bench, endpoint, message, attempt=2)
    again, first = tries(bench, endpoint)
    assert (again, first[:2]) == ((2, 200, None), (1, answer))
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1


def test_who_is_gone_is_told_once_and_no_more(bench, endpoint, message, receiver):
    receiver.answer = 410
    with pytest.raises(LastingError, match="410"):
        do(bench, endpoint, message)
    do(bench, endpoint, message)
    assert len(receiver.heard) == 1


def test_a_message_to_an_endpoint_that_was_taken_away_is_let_go(
    bench, endpoint, message, receiver
):
    with bench.ledger.write() as connection:
        endpoints.remove(connection, endpoint.endpoint_id)
    do(bench, endpoint, message)
    assert receiver.heard == []


def test_this_machine_is_told_nothing_unless_the_settings_allow_it(
    bench, endpoint, message, receiver
):
    closed = replace(bench, settings=Settings())
    with pytest.raises(NotTaken, match=r"private.*hooks\.allow_private"):
        do(closed, endpoint, message)
    assert receiver.heard == []
    assert tries(bench, endpoint)[0][1] is None


def test_what_names_no_message_is_parked(bench):
    with pytest.raises(LastingError, match="hook 1 names no message"):
        hook_kind(bench).run(Task(1, "hook", None, {"endpoint_id": 5}, 1))
