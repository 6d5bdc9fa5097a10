import subprocess
from urllib.parse import urlsplit

import servers


def test_the_private_postgres_takes_a_statement(postgres_url):
    assert servers.postgres_answers(postgres_url)


def test_the_private_redis_answers_a_ping(redis_url):
    port = urlsplit(redis_url).port
    assert servers.answer(port, b"PING\r\n") == b"+PONG\r\n"


def test_the_private_rabbitmq_opens_an_amqp_connection(rabbitmq_url):
    port = urlsplit(rabbitmq_url).port
    # A method frame (1) on channel 0 is its connection.start.
    assert servers.answer(port, b"AMQP\x00\x00\x09\x01")[:3] == b"\x01\x00\x00"


def test_the_browser_tells_its_version(chromium_path):
    command = [chromium_path, "--version", "--no-sandbox"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Chrom" in told.stdout


def test_a_server_is_gone_when_its_test_is_over(redis_url):
    with servers.redis() as url:
        assert url != redis_url
        port = urlsplit(url).port
        assert servers.answer(port, b"PING\r\n") == b"+PONG\r\n"
    assert servers.answer(port, b"PING\r\n") == b""
